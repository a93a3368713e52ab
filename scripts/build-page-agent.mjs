/** Bundles what runs inside pages into one string: `node scripts/build-page-agent.mjs [--check]`. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("../src/browser/page-agent/", import.meta.url));
const output = `${folder}page-agent-source.generated.ts`;

/**
 * Writes `page-agent-source.generated.ts`; with `check` it only says whether that would change nothing.
 *
 * @returns {Promise<boolean>} whether the file is current.
 */
export async function buildPageAgent({ check = false } = {}) {
  const { outputFiles } = await build({
    entryPoints: [`${folder}client/agent.ts`],
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
    "// Made by scripts/build-page-agent.mjs from client/. Do not edit.",
    "/** What runs in every document, before the page's own code; expects a `BINDING` in its scope. */",
    `export const PAGE_AGENT_SOURCE: string = ${JSON.stringify(code)};`,
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
  const current = await buildPageAgent({ check });
  if (!current) {
    console.error("page-agent-source.generated.ts is not what client/ makes: run node scripts/build-page-agent.mjs");
    process.exitCode = 1;
  }
}
