import { dirname, relative, sep } from "node:path";
import type { UserCodeLimits } from "../../base/user-code.js";
import { type BundleRequest, ENTER_SPEC, MODULE_SYMBOL, type ModuleBundle } from "../modules/bundle-module.js";
import { OWN_MODULES, ownModules } from "../modules/own-modules.js";
import { namedFiles } from "./named-files.js";
import { readPlaywrightConfig, type SpecChoice } from "./playwright-config.js";

/**
 * Bundles a spec of Playwright Test with its set-up tests into a module whose default export is its scenario, and whose own modules
 * each user evaluates for itself. Rejects with `SCENARIO_LOAD_FAILED` and `INVALID_OPTION`. The limits are those of loading its
 * configuration.
 */
export async function bundleSpec(
  request: Omit<BundleRequest, "entry">,
  choice: SpecChoice,
  limits: UserCodeLimits = {},
): Promise<ModuleBundle> {
  const { file, cwd } = request;
  const { project, setUpFiles } = await readPlaywrightConfig({ file, cwd, choice, limits });
  const files = [...setUpFiles, file];
  const entry = files.flatMap((one) => [
    `import ${JSON.stringify(ENTER_SPEC + relative(cwd, one))};`,
    `import ${JSON.stringify(one)};`,
  ]);
  const own = await ownModules({ ...request, keepsPlaces: true, entry: entry.join("\n") });
  // Assets are named relative to the scenario's file.
  const assets = namedFiles(own.code, cwd).map((path) => [path, relative(dirname(file), path).replaceAll(sep, "/")]);
  const given = JSON.stringify({ ...project, cwd, assets });
  const specs = `globalThis[Symbol.for(${JSON.stringify(MODULE_SYMBOL)})].specs`;
  return own.withPackages(`export default await ${specs}.load(${given}, ${OWN_MODULES});`);
}
