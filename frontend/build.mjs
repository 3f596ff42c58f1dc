// Builds the one style sheet, the one script and the icon sprite that every page uses.
import { build } from "esbuild";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, "../huying/base/web/static/web");
const out = join(web, "build");
const ICONS = [
  "camera", "microphone", "map-pin", "check", "clock", "alert-triangle", "search", "phone", "qrcode", "file-text", "printer", "user", "users",
  "home", "message-circle", "building-community", "calendar", "star", "bell", "arrow-right", "lock", "eye", "plus", "refresh",
];

await mkdir(out, { recursive: true });

const sheets = (await readdir(join(web, "src"))).filter((name) => name.endsWith(".css")).sort();
const css = (await Promise.all(sheets.map((name) => readFile(join(web, "src", name), "utf8")))).join("\n");
await build({ stdin: { contents: css, loader: "css" }, minify: true, outfile: join(out, "app.css"), target: ["chrome87", "safari14"] });

await build({
  entryPoints: [join(here, "src/app.js")],
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome87", "safari14"],
  outfile: join(out, "app.js"),
});

// A worker, fetched only while a station is flooded.
await build({ entryPoints: [join(here, "src/hasher.js")], minify: true, target: ["chrome87", "safari14"], outfile: join(out, "hasher.js") });

const symbols = await Promise.all(ICONS.map(async (name) => {
  const svg = await readFile(join(here, `node_modules/@tabler/icons/icons/outline/${name}.svg`), "utf8");
  const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\s+/g, " ").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
}));
await writeFile(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
await writeFile(
  join(out, "mark.svg"),
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#a3211d"/><path d="M9 9h5v14H9zM19 9v9a4 4 0 0 1-4 5M23 9v14" fill="none" stroke="#fff" stroke-width="2.4"/></svg>',
);

const licences = await Promise.all(["htmx.org", "@tabler/icons"].map(async (name) =>
  `${name}\n\n${await readFile(join(here, `node_modules/${name}/LICENSE`), "utf8")}`));
await writeFile(join(out, "LICENSES.txt"), licences.join("\n\n----\n\n"));
