import { readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";

/** The fields of a `package.json` that are read. */
interface Manifest {
  readonly type?: unknown;
  readonly dependencies?: object;
  readonly peerDependencies?: object;
}

const INSTALLED = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/** The files of packages and modules, as far as their `package.json` tells about them. */
export class PackageFiles {
  readonly #manifests = new Map<string, Manifest | undefined>();

  /**
   * Whether a file belongs to an installed package that has nothing to do with tests. Packages that depend on Playwright Test bring
   * fixtures and hooks. A package of the same workspace is not installed: its files are elsewhere.
   */
  isPlainPackage(file: string): boolean {
    const [, folder] = INSTALLED.exec(file) ?? [];
    if (folder === undefined) return false;
    const { dependencies, peerDependencies } = this.#manifestIn(folder) ?? {};
    return !("@playwright/test" in { ...dependencies, ...peerDependencies });
  }

  /** Whether Node.js takes a module of this file for an ES module. */
  isEsModule(file: string): boolean {
    const ending = extname(file);
    if (ending.startsWith(".m")) return true;
    return !ending.startsWith(".c") && this.#manifestAbove(dirname(file))?.type === "module";
  }

  #manifestAbove(folder: string): Manifest | undefined {
    const above = dirname(folder);
    return this.#manifestIn(folder) ?? (above === folder ? undefined : this.#manifestAbove(above));
  }

  #manifestIn(folder: string): Manifest | undefined {
    if (!this.#manifests.has(folder)) this.#manifests.set(folder, manifestAt(join(folder, "package.json")));
    return this.#manifests.get(folder);
  }
}

/** One that is not there or cannot be read tells nothing: esbuild reports it where it matters. */
function manifestAt(file: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}
