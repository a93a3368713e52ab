/** Bundles the page of `report.html` into two strings: `node scripts/build-report.mjs [--check]`. */
import { fileURLToPath } from "node:url";
import { bundlePage, runAsProgram, writeGenerated } from "./generated-file.mjs";

const folder = fileURLToPath(new URL("../src/reporters/html/", import.meta.url));

/** @returns {Promise<boolean>} whether `report-page.generated.ts` is current. */
export async function buildReport({ check = false } = {}) {
  const { script, style } = await bundlePage(folder);
  const source = [
    "// Made by scripts/build-report.mjs from client/. Do not edit.",
    "/** The page's program; finds the result in the element `#result`. */",
    `export const REPORT_SCRIPT: string = ${JSON.stringify(script)};`,
    `export const REPORT_STYLE: string = ${JSON.stringify(style)};`,
    "",
  ].join("\n");
  return writeGenerated(`${folder}report-page.generated.ts`, source, { check });
}

await runAsProgram(import.meta.url, buildReport);
