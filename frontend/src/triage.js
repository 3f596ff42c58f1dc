// The desk of voices by keyboard. Every key does what a link or a button on the page does; without script those remain.
const desk = document.querySelector("[data-triage]");
const PLACE = "huying-queue";
const writes = (each) => each.matches("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
const shown = (each) => each.offsetParent !== null;
const click = (selector) => { const found = desk.querySelector(selector); found?.click(); return Boolean(found); };

// The first thing to fill in: what is chosen or refused first, never what lies folded.
function enter(box) {
  const fields = [...box.querySelectorAll("input:not([type=hidden]), textarea, select")].filter(shown);
  const field = box.querySelector(".wrong input, .wrong textarea, .wrong select") || fields.find((each) => each.checked)
    || fields[0] || box.querySelector("button");
  field?.focus();
}

function open(key) {
  const door = desk.querySelector(`[data-key="${key}"]`);
  if (!door) return false;
  const beside = door.dataset.to && document.getElementById(door.dataset.to);
  if (beside) { beside.scrollIntoView({ block: "nearest" }); enter(beside); return true; }
  if (door.localName !== "details") { door.click(); return true; }
  door.open = true;
  enter(door);
  return true;
}

// One way out at a time, also where the browser does not keep to it by itself.
function alone(door) {
  if (!door.open) return;
  for (const other of desk.querySelectorAll("details[data-key][open]")) if (other !== door) other.open = false;
  if (!door.contains(document.activeElement) || document.activeElement.localName === "summary") enter(door);
}

function shut(target) {
  const door = target.closest("details[open]") || desk.querySelector("details[data-key][open]");
  if (!door) { target.blur(); return false; }
  door.open = false;
  door.querySelector("summary").focus();
  return true;
}

function act(event) {
  const { key, target } = event;
  if (document.querySelector("dialog[open]")) return false;
  if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const button = target.closest("form[data-once]")?.querySelector("button:not([type=button])");
    button?.click();
    return Boolean(button);
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (key === "Escape") return shut(target);
  if (writes(target)) return false;
  if (/^[1-6]$/.test(key)) return open(key);
  if (key === "j" || key === "k") return click(`[data-step="${key}"]`) || (key === "j" && click("[data-open]"));
  // The arrows belong to what they are used in: a choice, an opened form.
  if ((key === "ArrowDown" || key === "ArrowUp") && !target.closest("form, details")) {
    const step = key === "ArrowDown" ? "j" : "k";
    return click(`[data-step="${step}"]`) || (step === "j" && click("[data-open]"));
  }
  if (key === "Enter" && !target.closest("a, button, summary, form")) return click("[data-open]");
  if (key === "/") { desk.querySelector("input[type=search]")?.focus(); return true; }
  if (key === "?") { document.getElementById("keys").showModal(); return true; }
  return false;
}

// A template begins the answer: its words go where the cursor is, then stand at the first gap.
function fill(link) {
  const area = document.getElementById(link.dataset.fill);
  const words = link.closest("li").querySelector("[data-words]").textContent;
  area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  link.closest("details").open = false;
  area.focus();
  const gap = area.value.indexOf("……");
  if (gap >= 0) area.setSelectionRange(gap, gap + 2);
}

function pick(unit, reason) {
  const select = document.querySelector("#door-refer select[name=unit]");
  if (!select || ![...select.options].some((each) => each.value === unit)) return;
  select.value = unit;
  if (!reason || document.getElementById("unit-reason")) return;
  const note = document.createElement("p");
  note.className = "note";
  note.id = "unit-reason";
  note.textContent = reason;
  select.after(note);
  select.setAttribute("aria-describedby", note.id);
}

// What was fetched beside the voice proposes a unit; whoever has chosen already is left alone.
function advised(root) {
  const card = root.querySelector?.("[data-unit]");
  const select = document.querySelector("#door-refer select[name=unit]");
  if (card?.dataset.unit && select && !select.value) pick(card.dataset.unit, card.querySelector("[data-reason]").textContent);
}

// The queue stands where it stood, with the open voice in sight.
function keep() {
  const list = desk.querySelector(".queue-list");
  if (!list) return;
  const name = `${PLACE}:${list.dataset.queue}`;
  try { list.scrollTop = Number(sessionStorage.getItem(name)) || 0; } catch { return; }
  const here = list.querySelector("[aria-current]")?.closest("li");
  if (here && list.scrollHeight > list.clientHeight) {
    const [top, bottom] = [here.offsetTop - list.offsetTop, here.offsetTop - list.offsetTop + here.offsetHeight];
    if (top < list.scrollTop || bottom > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 3;
  }
  addEventListener("pagehide", () => { try { sessionStorage.setItem(name, list.scrollTop); } catch { /* only a place */ } });
}

export function triage() {
  if (!desk) return;
  addEventListener("keydown", (event) => { if (act(event)) event.preventDefault(); });
  desk.addEventListener("toggle", (event) => { if (event.target.matches("details[data-key]")) alone(event.target); }, true);
  desk.addEventListener("click", (event) => {
    const link = event.target.closest("[data-fill], [data-go], [data-to]");
    if (!link || event.ctrlKey || event.metaKey) return;
    if (link.dataset.fill) fill(link);
    else if (link.dataset.to ? !document.getElementById(link.dataset.to) : !document.getElementById(`door-${link.dataset.go}`)) return;
    else if (link.dataset.to) open(link.dataset.key);
    else {
      const door = document.getElementById(`door-${link.dataset.go}`);
      if (link.dataset.pick) pick(link.dataset.pick);
      door.open = true;
      door.scrollIntoView({ block: "nearest" });
      enter(door);
    }
    event.preventDefault();
  });
  document.body.addEventListener("htmx:load", (event) => {
    advised(event.detail.elt.parentElement || event.detail.elt);
    const door = event.detail.elt.closest?.("details[data-key][open]");
    if (door) enter(door);
  });
  const button = desk.querySelector("[data-keys]");
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById("keys").showModal());
  keep();
  const opened = desk.querySelector("details[data-key][open]");
  if (opened && matchMedia("(min-width: 1024px)").matches && !document.getElementById("problem")) enter(opened);
}
