/** Bundles the page of `report.html` into two strings: `node scripts/build-report.mjs [--check]`. */
import { fileURLToPath } from "node:url";
import { bundleForPages, runAsProgram, writeGenerated } from "./generated-file.mjs";

const folder = fileURLToPath(new URL("../src/reporters/html/", import.meta.url));

/** @returns {Promise<boolean>} whether `report-page.generated.ts` is current. */
export async function buildReport({ check = false } = {}) {
  const outputs = await bundleForPages({
    entryPoints: [`${folder}client/main.tsx`],
    outdir: folder,
    absWorkingDir: folder,
    tsconfigRaw: { compilerOptions: { jsx: "react-jsx", jsxImportSource: "preact" } },
    target: ["chrome110", "firefox115", "safari16"],
  });
  const textOf = (suffix) => outputs.find(({ path }) => path.endsWith(suffix))?.text.trim() ?? "";
  const source = [
    "// Made by scripts/build-report.mjs from client/. Do not edit.",
    "/** The page's program; finds the result in the element `#result`. */",
    `export const REPORT_SCRIPT: string = ${JSON.stringify(textOf(".js"))};`,
    `export const REPORT_STYLE: string = ${JSON.stringify(textOf(".css"))};`,
    "",
  ].join("\n");
  return writeGenerated(`${folder}report-page.generated.ts`, source, { check });
}

await runAsProgram(import.meta.url, buildReport);
