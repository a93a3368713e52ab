/** Shared code of all generators of files in the repository. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Writes a generated file; with `check` it only tells whether the file is current.
 *
 * @returns {boolean} whether the file is current.
 */
export function writeGenerated(path, text, { check }) {
  if (readCurrent(path) === text) return true;
  if (!check) writeFileSync(path, text);
  return !check;
}

/** Bundles code for pages; the same source always gives the same text. */
export async function bundleForPages(options) {
  const { outputFiles } = await build({
    tsconfigRaw: {},
    bundle: true,
    minify: true,
    format: "iife",
    target: "chrome120",
    charset: "ascii",
    legalComments: "none",
    sourcemap: false,
    write: false,
    logLevel: "warning",
    ...options,
  });
  return outputFiles;
}

/** Bundles one of our pages, `client/main.tsx` of a folder, for users' browsers. */
export async function bundlePage(folder) {
  const outputs = await bundleForPages({
    entryPoints: [`${folder}client/main.tsx`],
    outdir: folder,
    absWorkingDir: folder,
    tsconfigRaw: { compilerOptions: { jsx: "react-jsx", jsxImportSource: "preact" } },
    target: ["chrome110", "firefox115", "safari16"],
  });
  const textOf = (suffix) => outputs.find(({ path }) => path.endsWith(suffix))?.text.trim() ?? "";
  return { script: textOf(".js"), style: textOf(".css") };
}

/** Loads our TypeScript. A data URL cannot resolve packages, so everything goes into the bundle. */
export async function loadSource(stdin) {
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    logLevel: "warning",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

/** Runs a generator if its file is the started program: `node scripts/build-X.mjs [--check]`. */
export async function runAsProgram(moduleUrl, generate) {
  if (process.argv[1] !== fileURLToPath(moduleUrl)) return;
  if (await generate({ check: process.argv.includes("--check") })) return;
  console.error("generated files are out of date: run `npm run build`, and commit the changes");
  process.exitCode = 1;
}

function readCurrent(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
