// A form is sent once, and not into a dead network.
const offline = document.getElementById("offline");
let waiting = null;

function tell() {
  offline.hidden = navigator.onLine && !waiting;
  offline.querySelector("button").hidden = !waiting;
}

function guard(form) {
  let sending = false;
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (sending) { event.preventDefault(); return; }
    if (!navigator.onLine && waiting?.form !== form) {
      event.preventDefault();
      waiting = { form, button };
      tell();
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
  document.body.addEventListener("htmx:load", ({ detail }) => {
    if (detail.elt === document.body) return;
    const fresh = [...detail.elt.querySelectorAll("form[data-once]")];
    for (const form of detail.elt.matches("form[data-once]") ? [detail.elt, ...fresh] : fresh) guard(form);
  });
  // Coming back with the browser's own button must not leave a form locked, nor an old command id in it.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
