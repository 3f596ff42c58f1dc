// Boxes drawn on a photo become rows of percentages, the same rows that can be typed.
const SIDES = ["left", "top", "width", "height"];
const clip = (value) => Math.min(100, Math.max(0, value));

export function blacken() {
  const form = document.querySelector("[data-blacken]");
  if (!form) return;
  const stage = form.querySelector(".blacken");
  const list = form.querySelector(".boxes");
  const rows = () => [...list.querySelectorAll(".box-row")];
  const fields = (row) => SIDES.map((side) => row.querySelector(`[name=${side}]`));

  // What the rows say is what one sees.
  function show() {
    stage.querySelectorAll(".box").forEach((box) => box.remove());
    rows().forEach((row, index) => {
      row.querySelector("legend").textContent = list.dataset.name.replace("{n}", index + 1);
      const values = fields(row).map((field) => parseFloat(field.value));
      row.querySelector("[data-drop]").hidden = !fields(row).some((field) => field.value);
      if (values.every(Number.isFinite)) draw(values);
    });
  }

  function draw(values) {
    const box = document.createElement("span");
    box.className = "box";
    SIDES.forEach((side, index) => { box.style.setProperty(side, `${values[index]}%`); });
    stage.append(box);
    return box;
  }

  function write(values) {
    let row = rows().find((each) => fields(each).every((field) => !field.value));
    if (!row) {
      row = rows()[0].cloneNode(true);
      list.append(row);
    }
    fields(row).forEach((field, index) => { field.value = values[index].toFixed(1); });
  }

  function at(event) {
    const frame = stage.getBoundingClientRect();
    return [clip(((event.clientX - frame.left) / frame.width) * 100), clip(((event.clientY - frame.top) / frame.height) * 100)];
  }

  let from = null;
  let drawn = null;
  const between = ([x, y]) => [Math.min(from[0], x), Math.min(from[1], y), Math.abs(x - from[0]), Math.abs(y - from[1])];
  stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    from = at(event);
    drawn = draw([...from, 0, 0]);
  });
  stage.addEventListener("pointermove", (event) => {
    if (from) between(at(event)).forEach((value, index) => { drawn.style.setProperty(SIDES[index], `${value}%`); });
  });
  stage.addEventListener("pointerup", (event) => {
    if (!from) return;
    const values = between(at(event));
    from = null;
    if (values[2] > 0.5 && values[3] > 0.5) write(values);
    show();
  });
  stage.addEventListener("pointercancel", () => { from = null; show(); });
  list.addEventListener("input", show);
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-drop]")?.closest(".box-row");
    if (!row) return;
    fields(row).forEach((field) => { field.value = ""; });
    show();
  });
  show();
}
