import { createRequire } from "node:module";
import { dirname } from "node:path";

/** Where the package playwright-core is installed. */
export function playwrightFolder(): string {
  return dirname(createRequire(import.meta.url).resolve("playwright-core/package.json"));
}
