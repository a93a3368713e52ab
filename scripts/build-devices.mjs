/** Generates the table of devices from Playwright's: `node scripts/build-devices.mjs [--check]`. */
import { fileURLToPath } from "node:url";
import { devices } from "playwright-core";
import { runAsProgram, writeGenerated } from "./generated-file.mjs";

const target = fileURLToPath(new URL("../src/scenario/browser-options/devices.generated.ts", import.meta.url));

/** @returns {Promise<boolean>} whether the table is current. */
export async function buildDevices({ check = false } = {}) {
  // The browser is always Chromium, whatever the device's own is.
  const rows = Object.entries(devices).map(([name, { defaultBrowserType: _browser, ...options }]) => {
    return `  ${JSON.stringify(name)}: ${JSON.stringify(options)},`;
  });
  const text = [
    "// Made by scripts/build-devices.mjs from playwright-core. Do not edit.",
    'import type { Device } from "./parse-device.js";',
    "",
    "/** Playwright's devices by name. A copy, because its own table comes with all of Playwright. */",
    "export const DEVICES: Readonly<Record<string, Device>> = {",
    ...rows,
    "};",
    "",
  ].join("\n");
  return writeGenerated(target, text, { check });
}

await runAsProgram(import.meta.url, buildDevices);
