// The lobby screen renews itself; when the network is dead the last page stays on the wall.
const hall = document.getElementById("main");
setInterval(async () => {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
    if (fresh) hall.replaceChildren(...fresh.childNodes);
  } catch {
    // Try again next time.
  }
}, 1000 * Number(hall.dataset.every));
