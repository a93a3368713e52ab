import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { LiveLoadError, messageOf } from "../base/errors.js";
import { bundleModule } from "./modules/bundle-module.js";
import { loadBundle } from "./modules/load-module.js";
import type { OptionLayer } from "./resolve-options.js";

const FILE_NAMES = ["liveload.config.ts", "liveload.config.mts", "liveload.config.js", "liveload.config.mjs"];

/** What loading a config file needs. */
export interface ConfigFileRequest {
  readonly cwd: string;
  /** Path given on the command line; else the usual names are tried. */
  readonly path: string | undefined;
  /** What `import … from "live-load"` sees inside the file. */
  readonly liveLoad: Readonly<Record<string, unknown>>;
}

/** What the config file says; `undefined` when there is none. A bad file throws `INVALID_OPTION`. */
export async function loadConfigFile(request: ConfigFileRequest): Promise<OptionLayer | undefined> {
  const file = findConfigFile(request);
  if (file === undefined) return undefined;
  const name = relative(request.cwd, file) || file;
  const values = await defaultExport(file, request).catch((error: unknown) => {
    throw new LiveLoadError("INVALID_OPTION", `the config file could not be loaded: ${messageOf(error)}`, {
      details: { option: "config", value: name },
      cause: error,
    });
  });
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new LiveLoadError("INVALID_OPTION", `${name} has no default export with options`, {
      hint: "write `export default defineConfig({ … })`",
      details: { option: "config", value: name },
    });
  }
  return { origin: "config file", values: values as Record<string, unknown>, file: name };
}

function findConfigFile({ cwd, path }: ConfigFileRequest): string | undefined {
  if (path === undefined) return FILE_NAMES.map((name) => resolve(cwd, name)).find((file) => existsSync(file));
  const file = resolve(cwd, path);
  if (existsSync(file)) return file;
  throw new LiveLoadError("INVALID_OPTION", `--config is ${JSON.stringify(path)}, and there is no such file`, {
    details: { option: "config", value: path },
  });
}

async function defaultExport(file: string, { cwd, liveLoad }: ConfigFileRequest): Promise<unknown> {
  const bundle = await bundleModule({ file, cwd, exportedNames: Object.keys(liveLoad) });
  return (await loadBundle(bundle, liveLoad)).default;
}
