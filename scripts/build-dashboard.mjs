/** Bundles the page of `live-load run --ui` into two strings: `node scripts/build-dashboard.mjs [--check]`. */
import { fileURLToPath } from "node:url";
import { bundlePage, runAsProgram, writeGenerated } from "./generated-file.mjs";

const folder = fileURLToPath(new URL("../src/dashboard/", import.meta.url));

/** @returns {Promise<boolean>} whether `dashboard-page.generated.ts` is current. */
export async function buildDashboard({ check = false } = {}) {
  const { script, style } = await bundlePage(folder);
  const source = [
    "// Made by scripts/build-dashboard.mjs from client/. Do not edit.",
    "/** The page's program; follows the events of where it is from. */",
    `export const DASHBOARD_SCRIPT: string = ${JSON.stringify(script)};`,
    `export const DASHBOARD_STYLE: string = ${JSON.stringify(style)};`,
    "",
  ].join("\n");
  return writeGenerated(`${folder}dashboard-page.generated.ts`, source, { check });
}

await runAsProgram(import.meta.url, buildDashboard);
