import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { build } from "esbuild";
import type { Assets } from "./app.js";
import { STYLES } from "./styles.js";

/** As Phoenix's generator writes it, with two switches that a page can set on its <html>. */
const APP_JS = `
import { LongPoll, Socket } from "phoenix";
import { LiveSocket } from "phoenix_live_view";
const { transport, reloadJitter } = document.documentElement.dataset;
const liveSocket = new LiveSocket("/live", Socket, {
  ...(transport === "longpoll" ? { transport: LongPoll } : {}),
  ...(reloadJitter === undefined ? {} : { reloadJitterMin: Number(reloadJitter), reloadJitterMax: Number(reloadJitter) }),
});
liveSocket.connect();
window.liveSocket = liveSocket;
`;

/** The page's script (the official client, bundled once for each version of it) and style sheet. */
export async function loadAssets(): Promise<Assets> {
  const require = createRequire(import.meta.url);
  const clientRoot = path.resolve(path.dirname(require.resolve("phoenix_live_view")), "../..");
  const phoenixRoot = path.resolve(path.dirname(require.resolve("phoenix")), "../..");
  const liveViewVersion = await versionOf(clientRoot);
  const key = [liveViewVersion, await versionOf(phoenixRoot), APP_JS].join("\n");
  const js = await cached(path.join(clientRoot, "../.cache/live-load-target"), key, () => bundle(path.dirname(clientRoot)));
  return { js, css: STYLES, liveViewVersion };
}

async function versionOf(packageRoot: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(packageRoot, "package.json"), "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  throw new Error(`${packageRoot} has no version`);
}

/** Written to a temporary file and renamed, because several test processes may start at once. */
async function cached(folder: string, key: string, make: () => Promise<string>): Promise<string> {
  const file = path.join(folder, `app-${createHash("sha256").update(key).digest("hex").slice(0, 16)}.js`);
  const known = await readFile(file, "utf8").catch(() => undefined);
  if (known !== undefined) return known;
  const made = await make();
  const draft = `${file}.${randomBytes(4).toString("hex")}`;
  await mkdir(folder, { recursive: true });
  await writeFile(draft, made);
  await rename(draft, file);
  return made;
}

async function bundle(modulesFolder: string): Promise<string> {
  const result = await build({
    stdin: { contents: APP_JS, resolveDir: path.dirname(modulesFolder), sourcefile: "app.js" },
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  const [output] = result.outputFiles;
  if (!output) throw new Error("esbuild made no app.js");
  return output.text;
}
