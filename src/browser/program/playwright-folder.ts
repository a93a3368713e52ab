import { createRequire } from "node:module";
import { dirname } from "node:path";

/** The folder of the installed package playwright-core. */
export function playwrightFolder(): string {
  return dirname(createRequire(import.meta.url).resolve("playwright-core/package.json"));
}
