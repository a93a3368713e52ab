/** Bundles the page of `report.html` into two strings: `node scripts/build-report.mjs [--check]`. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("../src/reporters/html/", import.meta.url));
const output = `${folder}report-page.generated.ts`;

/**
 * Writes `report-page.generated.ts`; with `check` it only says whether that would change nothing.
 *
 * @returns {Promise<boolean>} whether the file is current.
 */
export async function buildReport({ check = false } = {}) {
  const { outputFiles } = await build({
    entryPoints: [`${folder}client/main.tsx`],
    outdir: folder,
    absWorkingDir: folder,
    tsconfigRaw: { compilerOptions: { jsx: "react-jsx", jsxImportSource: "preact" } },
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome110", "firefox115", "safari16"],
    charset: "ascii",
    legalComments: "none",
    sourcemap: false,
    write: false,
    logLevel: "warning",
  });
  const textOf = (suffix) => outputFiles.find(({ path }) => path.endsWith(suffix))?.text.trim() ?? "";
  const source = [
    "// Made by scripts/build-report.mjs from client/. Do not edit.",
    "/** The page's program; finds the result in the element `#result`. */",
    `export const REPORT_SCRIPT: string = ${JSON.stringify(textOf(".js"))};`,
    `export const REPORT_STYLE: string = ${JSON.stringify(textOf(".css"))};`,
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
  const current = await buildReport({ check: process.argv.includes("--check") });
  if (!current) {
    console.error("report-page.generated.ts is not what client/ makes: run node scripts/build-report.mjs");
    process.exitCode = 1;
  }
}
