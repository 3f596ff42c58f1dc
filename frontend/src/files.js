// Pictures and recordings of a form that was not sent stay on this device for a day, beside its words.
const DAY = 24 * 3600 * 1000;
const MOST = 20e6;
let opened;

function store(mode, run) {
  opened ||= new Promise((done, failed) => {
    const asked = indexedDB.open("huying", 1);
    asked.addEventListener("upgradeneeded", () => asked.result.createObjectStore("files"));
    asked.addEventListener("success", () => done(asked.result));
    asked.addEventListener("error", failed);
  });
  return opened.then((base) => new Promise((done, failed) => {
    const asked = run(base.transaction("files", mode).objectStore("files"));
    asked.addEventListener("success", () => done(asked.result));
    asked.addEventListener("error", failed);
  })).catch(() => undefined); // no store in this browser: only the files are lost
}

const inputs = (form) => [...form.querySelectorAll("input[type=file]")];

export const carries = (form) => inputs(form).some((input) => input.files.length);

export function keep(form, key) {
  const all = inputs(form).map((input) => [input.name, [...input.files]]).filter(([, files]) => files.length);
  const size = all.flatMap(([, files]) => files).reduce((sum, file) => sum + file.size, 0);
  if (!all.length || size > MOST) return forget(key);
  return store("readwrite", (files) => files.put({ at: Date.now(), all }, key));
}

export function forget(key) {
  return store("readwrite", (files) => files.delete(key));
}

export async function restore(form, key) {
  const fields = inputs(form);
  if (!fields.length) return;
  const kept = await store("readonly", (files) => files.get(key));
  if (!kept || Date.now() - kept.at > DAY) return;
  for (const [name, files] of kept.all) {
    const input = fields.find((field) => field.name === name && !field.files.length);
    if (!input) continue;
    const box = new DataTransfer();
    files.forEach((file) => box.items.add(file));
    input.files = box.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.closest(".entry")?.querySelector("[data-lost]")?.remove();
  }
}
