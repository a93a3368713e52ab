/** Bundles what the chromium connection runs inside pages into one string: `node scripts/build-chromium-helper.mjs [--check]`. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("../src/browser/chromium/", import.meta.url));
const entry = fileURLToPath(new URL("../src/browser/chromium/client/helper.ts", import.meta.url));
const output = `${folder}helper-source.generated.ts`;

/**
 * Writes `helper-source.generated.ts`; with `check` it only says whether that would change nothing.
 *
 * @returns {Promise<boolean>} whether the file is current.
 */
export async function buildChromiumHelper({ check = false } = {}) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: folder,
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
  });
  const code = outputFiles[0].text.trim();
  const source = [
    "// Made by scripts/build-chromium-helper.mjs from client/. Do not edit.",
    "/** What runs in a world of its own in every document, and answers the driver. */",
    `export const CHROMIUM_HELPER_SOURCE: string = ${JSON.stringify(code)};`,
    "",
  ].join("\n");
  if (check) return readCurrent() === source;
  if (readCurrent() !== source) writeFileSync(output, source);
  return true;
}

function readCurrent() {
  try {
    return readFileSync(output, "utf8");
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes("--check");
  const current = await buildChromiumHelper({ check });
  if (!current) {
    console.error("helper-source.generated.ts is not what client/ makes: run node scripts/build-chromium-helper.mjs");
    process.exitCode = 1;
  }
}
