/** Bundles the code that the recorder runs inside pages into one string: `node scripts/build-recorder.mjs [--check]`. */
import { fileURLToPath } from "node:url";
import { bundleForPages, runAsProgram, writeGenerated } from "./generated-file.mjs";

const folder = fileURLToPath(new URL("../src/browser/recorder/", import.meta.url));

/** @returns {Promise<boolean>} whether `recorder-source.generated.ts` is current. */
export async function buildRecorder({ check = false } = {}) {
  const [output] = await bundleForPages({ entryPoints: [`${folder}client/recorder.ts`], absWorkingDir: folder });
  const source = [
    "// Made by scripts/build-recorder.mjs from client/. Do not edit.",
    "/** What runs in a world of its own in every document, and reports what a person does there. */",
    `export const RECORDER_SOURCE: string = ${JSON.stringify(output.text.trim())};`,
    "",
  ].join("\n");
  return writeGenerated(`${folder}recorder-source.generated.ts`, source, { check });
}

await runAsProgram(import.meta.url, buildRecorder);
