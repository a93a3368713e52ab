/** Bundles what `live-load init` runs in a page to see what is there: `node scripts/build-page-sight.mjs [--check]`. */
import { fileURLToPath } from "node:url";
import { bundleForPages, runAsProgram, writeGenerated } from "./generated-file.mjs";

const folder = fileURLToPath(new URL("../src/authoring/look/", import.meta.url));

/** @returns {Promise<boolean>} whether `page-sight-source.generated.ts` is current. */
export async function buildPageSight({ check = false } = {}) {
  const [output] = await bundleForPages({
    entryPoints: [`${folder}client/page-sight.ts`],
    absWorkingDir: folder,
    globalName: "sight",
  });
  const source = [
    "// Made by scripts/build-page-sight.mjs from client/. Do not edit.",
    "/** A function without arguments that returns the `PageSight` of its page. */",
    `export const PAGE_SIGHT_SOURCE: string = ${JSON.stringify(`() => { ${output.text.trim()} return sight.pageSight(); }`)};`,
    "",
  ].join("\n");
  return writeGenerated(`${folder}page-sight-source.generated.ts`, source, { check });
}

await runAsProgram(import.meta.url, buildPageSight);
