import { adapterOfModule } from "../../scenario/authoring/adapter-module.js";
import type { InteractionAdapter } from "./interaction-adapter.js";

/**
 * Loads the modules of a scenario that export interaction adapters as their default.
 * @throws LiveLoadError `INVALID_OPTION` for a module that cannot be loaded or exports something else
 */
export async function loadAdapters(paths: readonly string[]): Promise<readonly InteractionAdapter[]> {
  const adapters = await Promise.all([...new Set(paths)].map((path) => adapterOfModule(path)));
  return adapters as InteractionAdapter[];
}
