import { parse } from "acorn";
import { type BundleRequest, bundleModule, type ModuleBundle } from "./bundle-module.js";
import { SharedPackages } from "./shared-packages.js";

/** The function in a bundle that evaluates the user's own modules. */
export const OWN_MODULES = "__liveLoadOwnModules";

/** The user's own modules, without the packages that they import. */
export interface OwnModules {
  /** Their code as a module, which cannot run alone. */
  readonly code: string;
  /**
   * Bundles the packages with a function, {@link OWN_MODULES}, that evaluates the own modules anew whenever it is called. `end` is
   * the code that calls it. Rejects like {@link bundleModule}.
   */
  readonly withPackages: (end: string) => Promise<ModuleBundle>;
}

const MAP = /\n\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\n/;

/** Bundles what the entry imports, apart from installed packages. Rejects like {@link bundleModule}. */
export async function ownModules(request: BundleRequest & { readonly entry: string }): Promise<OwnModules> {
  const packages = new SharedPackages();
  const { code } = await bundleModule({ ...request, isPart: true, plugins: [packages.leftOut()] });
  return {
    code,
    withPackages: (end) => {
      const entry = asFunction(code, `${packages.functions}\n${end}`);
      return bundleModule({ ...request, entry, plugins: [packages.provided()] });
    },
  };
}

/** The code of a module as a function, with its imports and further code after it. */
function asFunction(module: string, after: string): string {
  const [comment = "", map = ""] = MAP.exec(module) ?? [];
  const code = module.replace(comment, "");
  const imports = parse(code, { ecmaVersion: "latest", sourceType: "module" }).body.filter(
    ({ type }) => type === "ImportDeclaration",
  );
  // Lines keep their places, for the source map.
  const body = imports.reduceRight(
    (text, { start, end }) => text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, "") + text.slice(end),
    code,
  );
  const lines = [
    `async function ${OWN_MODULES}() {`,
    body,
    "}",
    ...imports.map(({ start, end }) => code.slice(start, end)),
    after,
    `//# sourceMappingURL=data:application/json;base64,${oneLineLower(map)}`,
  ];
  return lines.join("\n");
}

function oneLineLower(map: string): string {
  const parsed = JSON.parse(Buffer.from(map, "base64").toString()) as { readonly mappings: string };
  return Buffer.from(JSON.stringify({ ...parsed, mappings: `;${parsed.mappings}` })).toString("base64");
}
