// A form is sent once, and not into a dead network. One that carries files is sent from the page as it stands, so that
// nothing is lost when the line breaks on the way.
import { taken } from "./drafts.js";
import { carries } from "./files.js";

const offline = document.getElementById("offline");
let waiting = null;

function tell() {
  offline.hidden = navigator.onLine && !waiting;
  offline.querySelector("button").hidden = !waiting;
}

async function send(form, button) {
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  let answer;
  try { answer = await fetch(form.action, { method: "POST", body }); } catch {
    waiting = { form, button };
    tell();
    return;
  }
  if (!answer.redirected) { form.submit(); return; } // something is amiss in it: its own page says what
  if (!new URL(answer.url).pathname.startsWith("/desk/login")) taken(form);
  location.assign(answer.url);
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
    tell();
    sending = true;
    button?.setAttribute("aria-busy", "true");
    const free = () => { sending = false; button?.removeAttribute("aria-busy"); };
    if (!carries(form) || button?.hasAttribute("formaction")) { setTimeout(free, 8000); return; }
    event.preventDefault();
    send(form, button).then(free);
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
