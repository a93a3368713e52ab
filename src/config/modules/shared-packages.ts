import { isBuiltin } from "node:module";
import type { OnResolveArgs, Plugin } from "esbuild";
import { PackageFiles } from "./package-files.js";

/** A package as one of the user's own modules imports it. */
interface SharedImport {
  readonly path: string;
  readonly resolveDir: string;
}

const SHARED = "live-load-shared";
const REQUIRED = "live-load-required";
/** Marks the question where a module is, which must not be asked for again. */
const ASKED = {};

/** The packages that a user's own modules import: left out of the bundle of these, and provided by the code around it. */
export class SharedPackages {
  readonly #imports: SharedImport[] = [];
  readonly #required: SharedImport[] = [];
  readonly #files = new PackageFiles();

  /** For the bundle of the own modules: leaves the packages out. */
  leftOut(): Plugin {
    return {
      name: "packages-left-out",
      setup: (build) => {
        build.onResolve({ filter: /.*/ }, async (args) => {
          const { path, kind, pluginData, ...place } = args;
          const isImport = kind === "import-statement" || kind === "dynamic-import" || kind === "require-call";
          if (!isImport || pluginData === ASKED || isBuiltin(path)) return undefined;
          const { importer, namespace, resolveDir } = place;
          const found = await build.resolve(path, { importer, namespace, resolveDir, kind, with: args.with, pluginData: ASKED });
          // esbuild itself reports an import that cannot be resolved, with its place.
          if (found.errors.length > 0 || found.external || found.namespace !== "file") return undefined;
          return this.#files.isPlainPackage(found.path) ? this.#left(args) : undefined;
        });
        build.onLoad({ filter: /.*/, namespace: REQUIRED }, ({ path }) => ({
          contents: `module.exports = ${nameOf(Number(path))}();`,
          loader: "js",
        }));
      },
    };
  }

  /** For the bundle of the whole: provides the packages. */
  provided(): Plugin {
    return {
      name: "packages-provided",
      setup: (build) => {
        build.onResolve({ filter: new RegExp(`^(?:${SHARED}|${REQUIRED}):`) }, ({ path }) => {
          const [namespace = "", name = ""] = path.split(":");
          return { path: name, namespace };
        });
        // The ending of the name says how CommonJS is imported: as the importing module does it.
        build.onLoad({ filter: /.*/, namespace: SHARED }, ({ path }) => {
          const { path: own, resolveDir } = this.#imports[Number.parseInt(path, 10)] as SharedImport;
          const from = JSON.stringify(own);
          const contents = `export * from ${from}; import * as all from ${from}; export default all.default;`;
          return { contents, loader: "js", resolveDir };
        });
        build.onLoad({ filter: /.*/, namespace: REQUIRED }, ({ path }) => {
          const { path: own, resolveDir } = this.#required[Number(path)] as SharedImport;
          return { contents: `module.exports = require(${JSON.stringify(own)});`, loader: "js", resolveDir };
        });
      },
    };
  }

  /** The functions that the own modules call for what they `require`. */
  get functions(): string {
    return this.#required.map((_, at) => `function ${nameOf(at)}() { return require("${REQUIRED}:${at}"); }`).join("\n");
  }

  #left({ path, resolveDir, kind, importer }: OnResolveArgs) {
    if (kind === "require-call") return { path: String(this.#required.push({ path, resolveDir }) - 1), namespace: REQUIRED };
    const at = this.#imports.push({ path, resolveDir }) - 1;
    return { path: `${SHARED}:${at}${this.#files.isEsModule(importer) ? ".mjs" : ".js"}`, external: true };
  }
}

function nameOf(at: number): string {
  return `__liveLoadRequired${at}`;
}
