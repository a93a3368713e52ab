/** Bundles the selectors of `chromium` for documents without a browser: `node scripts/build-protocol-queries.mjs [--check]`. */
import { fileURLToPath } from "node:url";
import { bundleForPages, runAsProgram, writeGenerated } from "./generated-file.mjs";

const folder = fileURLToPath(new URL("../src/browser/protocol/", import.meta.url));

/** @returns {Promise<boolean>} whether `queries-source.generated.ts` is current. */
export async function buildProtocolQueries({ check = false } = {}) {
  const [output] = await bundleForPages({
    entryPoints: [`${folder}client/queries.ts`],
    absWorkingDir: folder,
    globalName: "queries",
    format: "iife",
    target: "node20",
  });
  const source = [
    "// Made by scripts/build-protocol-queries.mjs from client/. Do not edit.",
    "/** The body of a function that gets the classes of the DOM and `document`, and returns what `client/queries.ts` exports. */",
    `export const QUERIES_SOURCE: string = ${JSON.stringify(`${output.text.trim()}return queries;`)};`,
    "",
  ].join("\n");
  return writeGenerated(`${folder}queries-source.generated.ts`, source, { check });
}

await runAsProgram(import.meta.url, buildProtocolQueries);
