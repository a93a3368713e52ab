/** Bundles the page agent into one string: `node scripts/build-page-agent.mjs [--check]`. */
import { fileURLToPath } from "node:url";
import { bundleForPages, runAsProgram, writeGenerated } from "./generated-file.mjs";

/** Properties that no object of the browser has. */
const INTERNAL =
  /^(reportAllChanges|reportSoftNavs|navigationInteractionId|navigationStartTime|navigationType|navigationURL|firstHiddenTime|onHidden|entries|rating|delta|delayMs)$/;

const folder = fileURLToPath(new URL("../src/browser/page-agent/", import.meta.url));

/** @returns {Promise<boolean>} whether `page-agent-source.generated.ts` is current. */
export async function buildPageAgent({ check = false } = {}) {
  const [output] = await bundleForPages({
    entryPoints: [`${folder}client/agent.ts`],
    absWorkingDir: folder,
    inject: [`${folder}client/vital-entries.ts`],
    // Names that only web-vitals and the agent use among themselves.
    mangleProps: INTERNAL,
    define: { "Number.POSITIVE_INFINITY": "Infinity" },
  });
  const source = [
    "// Made by scripts/build-page-agent.mjs from client/. Do not edit.",
    "/** What runs in every document, before the page's own code; expects a `BINDING` in its scope. */",
    `export const PAGE_AGENT_SOURCE: string = ${JSON.stringify(output.text.trim())};`,
    "",
  ].join("\n");
  return writeGenerated(`${folder}page-agent-source.generated.ts`, source, { check });
}

await runAsProgram(import.meta.url, buildPageAgent);
