// "Nearest to me": asked for by a tap, worked out in the browser, sent nowhere.
const button = document.querySelector("[data-near]");
const list = document.getElementById("nearest");
const rows = [...document.querySelectorAll("[data-lat]")];

function kilometres(here, row) {
  const turn = Math.PI / 180;
  const north = (Number(row.dataset.lat) - here.latitude) * turn;
  const east = (Number(row.dataset.lng) - here.longitude) * turn * Math.cos(here.latitude * turn);
  return 6371 * Math.hypot(north, east);
}

if (button && rows.length && navigator.geolocation && window.isSecureContext) {
  button.hidden = false;
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
    const near = rows.map((row) => [kilometres(coords, row), row]).sort((a, b) => a[0] - b[0]).slice(0, 5);
    list.replaceChildren(...near.map(([km, row]) => {
      const copy = row.cloneNode(true);
      copy.className = "";
      const far = document.createElement("span");
      far.className = "tag tag-plain";
      far.textContent = button.dataset.far.replace("{km}", km.toFixed(1));
      copy.append(" ", far);
      return copy;
    }));
    list.hidden = false;
  }));
}
