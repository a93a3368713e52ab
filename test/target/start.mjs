// Starts the site under test from source: `node test/target/start.mjs --port 0 [--host 127.0.0.1] [--delay MS] [--secret TEXT] [--exit-with-stdin]`.
// Node 20 cannot strip types, so the TypeScript is bundled first, into node_modules, where its packages resolve.
import { createHash, randomBytes } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = path.resolve(here, "../../node_modules/.cache/live-load-target");

const { outputFiles } = await build({
  entryPoints: [path.join(here, "main.ts")],
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: "inline",
  write: false,
  logLevel: "error",
});
const code = outputFiles[0].contents;
const file = path.join(folder, `main-${createHash("sha256").update(code).digest("hex").slice(0, 16)}.mjs`);
const draft = `${file}.${randomBytes(4).toString("hex")}`;
await mkdir(folder, { recursive: true });
await writeFile(draft, code);
await rename(draft, file);
await import(pathToFileURL(file).href);
