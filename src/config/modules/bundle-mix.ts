import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { LiveLoadError } from "../../base/errors.js";
import { folderOf } from "../../scenario/authoring/mix.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";
import { type BundleRequest, bundleModule, ENTER_MODULE, MODULE_SYMBOL, type ModuleBundle } from "./bundle-module.js";

/**
 * Bundles a mix with its parts into one module, whose default export is the combined scenario. Rejects
 * with `SCENARIO_LOAD_FAILED`, which names a missing part, or file, line and column.
 */
export async function bundleMix(mixed: Scenario, request: Omit<BundleRequest, "entry">): Promise<ModuleBundle> {
  const { file, cwd } = request;
  const imports = mixed.mix.flatMap(({ file: part }, at) => {
    const path = resolve(dirname(file), part);
    if (!existsSync(path)) {
      const message = `${relative(cwd, file) || file} names the part ${JSON.stringify(part)}, and there is no file ${path}`;
      throw new LiveLoadError("SCENARIO_LOAD_FAILED", message, {
        hint: "paths of parts are relative to the mix's file",
        details: { part, file: path },
      });
    }
    const folder = JSON.stringify(`${ENTER_MODULE}${at}/${folderOf(part)}`);
    return [`import ${folder};`, `import part${at} from ${JSON.stringify(path)};`];
  });
  const list = mixed.mix.map((_, at) => `part${at}`).join(", ");
  const entry = [
    `import mixed from ${JSON.stringify(file)};`,
    ...imports,
    `export default globalThis[Symbol.for(${JSON.stringify(MODULE_SYMBOL)})].mixing.join(mixed, [${list}]);`,
  ].join("\n");
  return bundleModule({ ...request, entry });
}
