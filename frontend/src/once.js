// A form is sent once, not into a dead network, and after a question when it hurts.
const offline = document.getElementById("offline");
const dialog = document.getElementById("confirm");
let waiting = null;

function ask(text) {
  dialog.querySelector("p").textContent = text;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

function tell() {
  offline.hidden = navigator.onLine && !waiting;
  offline.querySelector("button").hidden = !waiting;
}

function guard(form) {
  let sending = false;
  let agreed = false;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (sending) { event.preventDefault(); return; }
    if (!navigator.onLine && waiting?.form !== form) {
      event.preventDefault();
      waiting = { form, button };
      tell();
      return;
    }
    if (form.dataset.confirm && !agreed && dialog.showModal) {
      event.preventDefault();
      if (await ask(form.dataset.confirm)) { agreed = true; form.requestSubmit(button); }
      return;
    }
    waiting = null;
    sending = true;
    button?.setAttribute("aria-busy", "true");
    setTimeout(() => { sending = false; button?.removeAttribute("aria-busy"); }, 8000);
  });
}

export function once() {
  addEventListener("online", tell);
  addEventListener("offline", tell);
  tell();
  // Some browsers are wrong about the network: whoever presses "try again" is believed.
  offline.querySelector("button").addEventListener("click", () => waiting?.form.requestSubmit(waiting.button));
  for (const form of document.querySelectorAll("form[data-once]")) guard(form);
  // Coming back with the browser's own button must not leave a form locked, nor an old command id in it.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
