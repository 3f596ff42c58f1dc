// Nothing typed is lost: the words of a form stay in this browser, for this person, until the form has been taken.
// Passwords and phone numbers are never kept; what the public writes is kept for one day only, files too.
import * as files from "./files.js";

const PREFIX = "huying-draft:";
const SENT = "huying-sent";
const DAY = 24 * 3600 * 1000;
const who = document.body.dataset.who || "0";
const keep = who === "0" ? DAY : 14 * DAY;
const NEVER = ["hidden", "password", "tel", "email", "file", "submit", "button", "reset"];

const key = (form) => `${PREFIX}${who}:${form.dataset.draft || location.pathname}`;
const ticks = (each) => each.type === "checkbox" || each.type === "radio";
const fields = (form) => [...form.elements].filter((each) =>
  each.name && !NEVER.includes(each.type) && !("private" in each.dataset));

function read(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

// What each field holds: for every name the list of its chosen or written values.
function words(form) {
  const all = {};
  for (const each of fields(form)) {
    const held = (all[each.name] ||= []);
    if (ticks(each)) { if (each.checked) held.push(each.value); }
    else if (each.type === "select-multiple") held.push(...[...each.selectedOptions].map((option) => option.value));
    else held.push(each.value);
  }
  return all;
}

function save(form) {
  try { localStorage.setItem(key(form), JSON.stringify({ at: Date.now(), words: words(form) })); }
  catch { /* a full or forbidden store only loses the draft */ }
}

function fill(form, kept) {
  const next = {};
  for (const each of fields(form)) {
    const values = kept[each.name];
    if (!values) continue;
    const nth = next[each.name] || 0;
    if (ticks(each)) each.checked = values.includes(each.value);
    else if (each.type === "select-multiple") for (const option of each.options) option.selected = values.includes(option.value);
    else if (each.tagName !== "SELECT" || [...each.options].some((option) => option.value === values[nth])) each.value = values[nth] ?? "";
    next[each.name] = nth + 1;
  }
}

function restore(form) {
  const kept = read(key(form));
  // A page that came back with an error already holds every word.
  if (!kept || Date.now() - kept.at > keep || form.querySelector("[role=alert], .error")) return;
  const before = JSON.stringify(words(form));
  fill(form, kept.words);
  if (JSON.stringify(words(form)) === before) return;
  const note = document.getElementById("draft-note").content.firstElementChild.cloneNode(true);
  note.querySelector("button").addEventListener("click", () => {
    form.reset();
    taken(form);
    note.remove();
    fields(form).forEach((each) => each.dispatchEvent(new Event("change", { bubbles: true })));
  });
  form.prepend(note);
}

// A form was taken when sending it led on to another address that is neither an error nor the log-in.
// Sent by the page itself: what was kept of it is not needed any more.
export function taken(form) {
  localStorage.removeItem(key(form));
  files.forget(key(form));
}

function settle() {
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  const way = performance.getEntriesByType("navigation")[0];
  const refused = document.querySelector("[role=alert], [data-keep-drafts]") || location.pathname.startsWith("/desk/login");
  if (sent && way?.redirectCount && !refused) { localStorage.removeItem(sent); files.forget(sent); }
}

function sweep() {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && Date.now() - (read(name)?.at || 0) > 14 * DAY) localStorage.removeItem(name);
  }
}

export function drafts() {
  try { settle(); sweep(); } catch { return; /* no store in this browser: the forms work without drafts */ }
  for (const form of document.querySelectorAll("form[data-draft]")) {
    // What was sent must not stand there again after a step back, ready to be sent twice: the draft alone brings words back.
    for (const each of fields(form)) if (!each.autocomplete) each.autocomplete = "off";
    restore(form);
    files.restore(form, key(form));
    form.addEventListener("input", ({ target }) => { save(form); if (target.type === "file") files.keep(form, key(form)); });
    form.addEventListener("submit", (event) => {
      save(form);
      if (!event.defaultPrevented) sessionStorage.setItem(SENT, key(form));
    });
  }
}
