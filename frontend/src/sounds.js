// A voice note is recorded on the page where the browser can; elsewhere the phone's own recorder or a file is taken.
const MOST = 180;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

function guard(input) {
  const ways = input.nextElementSibling;
  const player = ways.nextElementSibling;
  const [record, pick, drop] = ways.children;
  const say = record.querySelector("span");
  const idle = say.textContent;
  let running = null;

  const show = () => {
    const file = input.files[0];
    player.hidden = drop.hidden = !file;
    pick.hidden = Boolean(file);
    if (file) player.src = URL.createObjectURL(file);
    else player.removeAttribute("src");
  };
  const put = (files) => {
    const box = new DataTransfer();
    files.forEach((file) => box.items.add(file));
    input.files = box.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  async function start() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 24000 });
    const parts = [];
    let seconds = 0;
    const clock = setInterval(() => {
      say.textContent = record.dataset.stop.replace("{s}", ++seconds);
      if (seconds >= MOST) recorder.stop();
    }, 1000);
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    recorder.addEventListener("stop", () => {
      clearInterval(clock);
      stream.getTracks().forEach((track) => track.stop());
      say.textContent = idle;
      running = null;
      const type = recorder.mimeType.split(";")[0];
      put([new File(parts, `${record.dataset.name}.${type === "audio/mp4" ? "m4a" : type.slice(6)}`, { type })]);
    });
    say.textContent = record.dataset.stop.replace("{s}", 0);
    recorder.start();
    running = recorder;
  }

  record.addEventListener("click", () => {
    if (running) running.stop();
    else start().catch(() => { record.hidden = true; /* no leave to listen: a file can still be picked */ });
  });
  pick.addEventListener("click", () => input.click());
  drop.addEventListener("click", () => put([]));
  input.addEventListener("change", show);
  record.hidden = !(window.MediaRecorder && navigator.mediaDevices);
  ways.hidden = false;
  input.hidden = true;
}

export function sounds() {
  try { new DataTransfer(); } catch { return; /* an old browser keeps its own field */ }
  for (const input of document.querySelectorAll("input[data-sound]")) guard(input);
}
