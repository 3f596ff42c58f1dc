// Pictures are shown before they are sent, and made smaller on the phone so that a slow line carries them.
const EDGE = 1920;

async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size < 600000 || !window.createImageBitmap) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}

function put(input, files) {
  const box = new DataTransfer();
  files.forEach((file) => box.items.add(file));
  input.files = box.files;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// One small picture with a way to leave it out.
function thumb(file, text, drop) {
  const image = document.createElement("img");
  image.src = URL.createObjectURL(file);
  image.alt = file.name;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = "×";
  button.setAttribute("aria-label", `${text} ${file.name}`);
  button.addEventListener("click", drop);
  const row = document.createElement("li");
  row.append(image, button);
  return row;
}

function guard(input) {
  const ways = input.nextElementSibling;
  const list = ways.nextElementSibling;
  let kept = [];
  const show = () => list.replaceChildren(...kept.map((file) => thumb(file, list.dataset.drop, () => {
    kept = kept.filter((other) => other !== file);
    put(input, kept);
    show();
  })));
  const add = async (files) => {
    const fresh = await Promise.all([...files].map(smaller));
    kept = [...kept, ...fresh];
    put(input, kept);
    show();
  };
  input.addEventListener("change", () => { kept = []; return add(input.files); });
  for (const button of ways.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      const picker = document.createElement("input");
      picker.type = "file";
      picker.accept = "image/*";
      if (button.dataset.shot) picker.capture = button.dataset.shot;
      else picker.multiple = true;
      picker.addEventListener("change", () => add(picker.files));
      picker.click();
    });
  }
  ways.hidden = false;
  input.hidden = true;
}

export function photos() {
  try { new DataTransfer(); } catch { return; /* an old browser keeps its own field */ }
  for (const input of document.querySelectorAll("input[data-shots]")) guard(input);
}
