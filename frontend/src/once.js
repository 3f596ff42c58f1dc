// A form is sent once, not while the network is down, and after a question when it hurts.
const offline = document.getElementById("offline");
const dialog = document.getElementById("confirm");

function ask(text) {
  dialog.querySelector("p").textContent = text;
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

export function once() {
  const tell = () => { offline.hidden = navigator.onLine; };
  addEventListener("online", tell);
  addEventListener("offline", tell);
  tell();

  for (const form of document.querySelectorAll("form[data-once]")) {
    let sending = false;
    let agreed = false;
    form.addEventListener("submit", async (event) => {
      if (sending || !navigator.onLine) { event.preventDefault(); tell(); return; }
      if (form.dataset.confirm && !agreed && dialog.showModal) {
        event.preventDefault();
        dialog.returnValue = "";
        if (await ask(form.dataset.confirm)) { agreed = true; form.requestSubmit(event.submitter); }
        return;
      }
      sending = true;
      setTimeout(() => { sending = false; }, 8000);
    });
  }
  // Coming back with the browser's own button must not leave a form locked.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
