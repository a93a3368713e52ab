import { dirname, relative, sep } from "node:path";
import type { UserCodeLimits } from "../../base/user-code.js";
import { type BundleRequest, bundleModule, ENTER_SPEC, MODULE_SYMBOL, type ModuleBundle } from "../modules/bundle-module.js";
import { namedFiles } from "./named-files.js";
import { readPlaywrightConfig, type SpecChoice } from "./playwright-config.js";

/**
 * Bundles a spec of Playwright Test with its set-up tests into a module whose default export is its scenario. Rejects with
 * `SCENARIO_LOAD_FAILED` and `INVALID_OPTION`. The limits are those of loading its configuration.
 */
export async function bundleSpec(
  request: Omit<BundleRequest, "entry">,
  choice: SpecChoice,
  limits: UserCodeLimits = {},
): Promise<ModuleBundle> {
  const { file, cwd } = request;
  const { project, setUpFiles } = await readPlaywrightConfig({ file, cwd, choice, limits });
  const files = [...setUpFiles, file];
  const imports = files.flatMap((one) => [
    `import ${JSON.stringify(ENTER_SPEC + relative(cwd, one))};`,
    `import ${JSON.stringify(one)};`,
  ]);
  const bundleWith = (named: readonly string[]) => {
    // Assets are named relative to the scenario's file.
    const assets = named.map((path) => [path, relative(dirname(file), path).replaceAll(sep, "/")]);
    const given = JSON.stringify({ ...project, cwd, assets });
    const end = `globalThis[Symbol.for(${JSON.stringify(MODULE_SYMBOL)})].specs.end(${given})`;
    return bundleModule({ ...request, keepsPlaces: true, entry: [...imports, `export default ${end};`].join("\n") });
  };
  const bundle = await bundleWith([]);
  const named = namedFiles(bundle.code, cwd);
  return named.length === 0 ? bundle : bundleWith(named);
}
