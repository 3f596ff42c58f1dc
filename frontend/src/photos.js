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

export function photos() {
  for (const input of document.querySelectorAll("input[type=file][accept^='image']")) {
    const shown = document.createElement("div");
    shown.className = "papers";
    input.after(shown);
    input.addEventListener("change", async () => {
      const files = await Promise.all([...input.files].map(smaller));
      const box = new DataTransfer();
      files.forEach((file) => box.items.add(file));
      input.files = box.files;
      shown.replaceChildren(...files.map((file) => {
        const image = document.createElement("img");
        image.src = URL.createObjectURL(file);
        image.alt = file.name;
        image.width = 96;
        return image;
      }));
    });
  }
}
