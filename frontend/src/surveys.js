// Questions that hang on another one of the same page appear as soon as it is answered so.
// Without script they come on the next page (field/surveys/rules.py: step, holds).
function holds([code, op, value], form) {
  const given = new FormData(form).getAll(code).filter(Boolean);
  if (!given.length) return false;
  if (op === "at_least") return Number(given[0]) >= Number(value);
  if (op === "at_most") return Number(given[0]) <= Number(value);
  return given.includes(value) === (op === "is" || op === "contains");
}

export function surveys() {
  const form = document.querySelector("form[data-ask]");
  const waiting = [...(form?.querySelectorAll("template[data-when]") ?? [])].map((template) => ({ template, shown: null }));
  const look = () => {
    for (const each of waiting) {
      const fits = holds(each.template.dataset.when.split("|"), form);
      if (fits && !each.shown) {
        each.shown = each.template.content.firstElementChild.cloneNode(true);
        each.template.after(each.shown);
      } else if (!fits && each.shown) {
        each.shown.remove();
        each.shown = null;
      }
    }
  };
  // What was answered to them before is in the template too.
  for (const field of form?.querySelectorAll("[data-inline]") ?? []) field.remove();
  form?.addEventListener("input", look);
  look();
}
