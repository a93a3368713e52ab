/** Bundles the code that the chromium connection runs inside pages into one string: `node scripts/build-chromium-helper.mjs [--check]`. */
import { fileURLToPath } from "node:url";
import { bundleForPages, runAsProgram, writeGenerated } from "./generated-file.mjs";

const folder = fileURLToPath(new URL("../src/browser/chromium/", import.meta.url));

/** @returns {Promise<boolean>} whether `helper-source.generated.ts` and `aria-source.generated.ts` are current. */
export async function buildChromiumHelper({ check = false } = {}) {
  const [output] = await bundleForPages({ entryPoints: [`${folder}client/helper.ts`], absWorkingDir: folder });
  const source = [
    "// Made by scripts/build-chromium-helper.mjs from client/. Do not edit.",
    "/** What runs in a world of its own in every document, and answers the driver. */",
    `export const CHROMIUM_HELPER_SOURCE: string = ${JSON.stringify(output.text.trim())};`,
    "",
  ].join("\n");
  const [aria] = await bundleForPages({ entryPoints: [`${folder}client/aria/aria-snapshot.ts`], absWorkingDir: folder });
  const ariaSource = [
    "// Made by scripts/build-chromium-helper.mjs from client/aria/. Do not edit.",
    "/** Reads the roles, names and texts in an element; evaluated in the helper's world on demand. */",
    `export const ARIA_SOURCE: string = ${JSON.stringify(aria.text.trim())};`,
    "",
  ].join("\n");
  const isAriaCurrent = writeGenerated(`${folder}aria-source.generated.ts`, ariaSource, { check });
  return writeGenerated(`${folder}helper-source.generated.ts`, source, { check }) && isAriaCurrent;
}

await runAsProgram(import.meta.url, buildChromiumHelper);
