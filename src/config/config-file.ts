import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { missingUnitHint } from "../base/duration.js";
import { isLiveLoadError, LiveLoadError, messageOf } from "../base/errors.js";
import { isRecord } from "../base/invalid-option.js";
import { userPlace } from "../base/wording/user-place.js";
import { bundleModule } from "./modules/bundle-module.js";
import { loadBundle } from "./modules/load-module.js";
import { NESTED_DURATIONS, type OptionParser } from "./option-spec.js";
import { OPTIONS, type OptionName } from "./options.js";
import type { OptionLayer } from "./resolve-options.js";

const FILE_NAMES = [
  "liveload.config.ts",
  "liveload.config.mts",
  "liveload.config.js",
  "liveload.config.mjs",
  "liveload.config.json",
];

/** Where to load a config file from, and for whom. */
export interface ConfigFileRequest {
  readonly cwd: string;
  /** Path given on the command line; absent: the default names are tried. */
  readonly path: string | undefined;
  /** What `import … from "live-load"` provides inside the file. */
  readonly liveLoad: Readonly<Record<string, unknown>>;
  /** Ends the wait for the file's code. */
  readonly signal?: AbortSignal;
}

/** The options in the config file; `undefined` when there is none. A malformed file throws `INVALID_OPTION`, a signal its reason. */
export async function loadConfigFile(request: ConfigFileRequest): Promise<OptionLayer | undefined> {
  const file = findConfigFile(request);
  if (file === undefined) return undefined;
  const name = relative(request.cwd, file) || file;
  const values = await (file.endsWith(".json") ? jsonValues(file) : defaultExport(file, request)).catch((error: unknown) => {
    if (request.signal?.aborted === true) throw error;
    if (isLiveLoadError(error, "FOLDER_NOT_WRITABLE")) throw error;
    const place = userPlace(error);
    const where = place === undefined ? name : relative(request.cwd, place);
    // Bundling names the file itself.
    const message = isLiveLoadError(error, "SCENARIO_LOAD_FAILED") ? error.message : `${where}: ${messageOf(error)}`;
    throw new LiveLoadError("INVALID_OPTION", `the config file could not be loaded: ${message}`, {
      hint: error instanceof LiveLoadError ? error.hint : undefined,
      details: { option: "config", value: name },
      cause: error,
    });
  });
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    const isJson = file.endsWith(".json");
    throw new LiveLoadError("INVALID_OPTION", `${name} has no ${isJson ? "object" : "default export"} with options`, {
      hint: isJson ? 'write `{ "users": 2 }`' : "write `export default defineConfig({ … })`",
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

/** Drops `$schema`, which is for editors. */
async function jsonValues(file: string): Promise<unknown> {
  const values = JSON.parse(await readFile(file, "utf8"), asWritten) as unknown;
  if (typeof values !== "object" || values === null || Array.isArray(values)) return values;
  const { $schema: _schema, ...options } = values as Record<string, unknown>;
  return options;
}

/** Like text, JSON needs a unit for durations: a number becomes text without a unit, which is then refused. */
function asWritten(key: string, value: unknown): unknown {
  return typeof value === "number" && isDurationKey(key) ? String(value) : value;
}

function isDurationKey(key: string): boolean {
  const parse = Object.hasOwn(OPTIONS, key) ? (OPTIONS[key as OptionName].parse as OptionParser<unknown>) : undefined;
  return parse?.hint === missingUnitHint || NESTED_DURATIONS.includes(key);
}

async function defaultExport(file: string, { cwd, liveLoad, signal }: ConfigFileRequest): Promise<unknown> {
  const bundle = await bundleModule({ file, cwd, exportedNames: Object.keys(liveLoad) });
  const exported = (await loadBundle(bundle, liveLoad, { signal })).default;
  // `exports.default = …` in CommonJS arrives as an object with that key.
  const isWrapped = isRecord(exported) && Object.keys(exported).every((key) => key === "default" || key === "__esModule");
  return isWrapped && "default" in exported ? exported.default : exported;
}
