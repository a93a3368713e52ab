import { relative } from "node:path";
import { type BundleRequest, bundleModule, ENTER_SPEC, MODULE_SYMBOL, type ModuleBundle } from "../modules/bundle-module.js";
import { readPlaywrightConfig, type SpecChoice } from "./playwright-config.js";

/**
 * Bundles a spec of Playwright Test with its set-up tests into a module whose default export is its scenario. Rejects with
 * `SCENARIO_LOAD_FAILED` and `INVALID_OPTION`.
 */
export async function bundleSpec(request: Omit<BundleRequest, "entry">, choice: SpecChoice): Promise<ModuleBundle> {
  const { file, cwd } = request;
  const { project, setUpFiles } = await readPlaywrightConfig({ file, cwd, choice });
  const files = [...setUpFiles, file];
  const imports = files.flatMap((one) => [
    `import ${JSON.stringify(ENTER_SPEC + relative(cwd, one))};`,
    `import ${JSON.stringify(one)};`,
  ]);
  const end = `globalThis[Symbol.for(${JSON.stringify(MODULE_SYMBOL)})].specs.end(${JSON.stringify(project)})`;
  return bundleModule({ ...request, entry: [...imports, `export default ${end};`].join("\n") });
}
