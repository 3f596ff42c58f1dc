// Nothing typed is lost: the words of a form stay in this browser until the form has been taken.
const PREFIX = "huying-draft:";
const KEEP = 14 * 24 * 3600 * 1000;

const key = (form) => PREFIX + (form.dataset.draft || location.pathname);
const fields = (form) => [...form.elements].filter((each) =>
  each.name && !["hidden", "password", "file", "submit", "button"].includes(each.type) && !each.name.startsWith("csrf"));

function read(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

function save(form) {
  const words = {};
  for (const each of fields(form)) {
    if (each.type === "checkbox" || each.type === "radio") { if (each.checked) (words[each.name] ||= []).push(each.value); }
    else if (each.value) words[each.name] = [each.value];
  }
  try { localStorage.setItem(key(form), JSON.stringify({ at: Date.now(), words })); } catch { /* a full or forbidden store only loses the draft */ }
}

function restore(form) {
  const kept = read(key(form));
  if (!kept || Date.now() - kept.at > KEEP) return;
  for (const each of fields(form)) {
    const values = kept.words[each.name];
    const untouched = each.type === "checkbox" || each.type === "radio" ? false : each.value === each.defaultValue && !each.value;
    if (values && untouched && each.tagName !== "SELECT") each.value = values[0];
  }
}

export function drafts() {
  const sent = sessionStorage.getItem("huying-sent");
  if (sent && !document.querySelector("[role=alert]")) localStorage.removeItem(sent);
  sessionStorage.removeItem("huying-sent");
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (!form.dataset.draft) continue;
    restore(form);
    form.addEventListener("input", () => save(form));
    form.addEventListener("submit", () => { save(form); sessionStorage.setItem("huying-sent", key(form)); });
  }
}
