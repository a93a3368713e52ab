import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { makeTemporaryFolder } from "../../base/folders/needed-folders.js";
import { callUserCode, type UserCodeLimits } from "../../base/user-code.js";
import { MODULE_SYMBOL, type ModuleBundle } from "./bundle-module.js";

/**
 * Runs a bundle in this process and resolves to its exports. `liveLoad` is what `import … from "live-load"` provides inside.
 * Rejects with whatever the module's own code throws, and like {@link callUserCode}.
 */
export async function loadBundle(
  bundle: ModuleBundle,
  liveLoad: Readonly<Record<string, unknown>>,
  limits: UserCodeLimits = {},
): Promise<Readonly<Record<string, unknown>>> {
  (globalThis as Record<symbol, unknown>)[Symbol.for(MODULE_SYMBOL)] = liveLoad;
  const folder = makeTemporaryFolder("live-load-module-");
  try {
    const file = join(folder, "bundle.mjs");
    await writeFile(file, bundle.code);
    return await callUserCode(() => import(pathToFileURL(file).href) as Promise<Record<string, unknown>>, limits);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
