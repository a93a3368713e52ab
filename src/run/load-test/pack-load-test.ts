import { readFile } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import { join } from "node:path/posix";
import { DEBUG_VARIABLE } from "../../base/debug-log.js";
import { LiveLoadError } from "../../base/errors.js";
import { type PackedFile, packFiles } from "../../base/file-pack.js";
import { controllerPlaceOf } from "../../cluster/backends.js";
import { bundledAgain } from "../../config/modules/bundle-module.js";
import { OPTION_NAMES, type OptionValues } from "../../config/options.js";
import { isSpecFile, specName } from "../../config/playwright/spec-files.js";
import { ORIGINS } from "../../config/resolved-options.js";
import { planDurationMs } from "../../load/load-plan.js";
import { partsOf } from "../../scenario/authoring/scenario-parts.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";
import { packedClientCertificates } from "../../scenario/browser-options/client-certificates.js";
import { readStorageState } from "../../scenario/browser-options/storage-state.js";
import { MAX_PAUSED_MS } from "../steering/steering.js";
import type { LoadedScenario } from "./loaded-scenario.js";
import type { LoadTest } from "./read-load-test.js";

/** A load test packed for a controller in the cluster. */
export interface PackedLoadTest {
  /** Its files as one pack, listed in {@link PACK_INDEX}. */
  readonly pack: Uint8Array;
  /** The longest time that the scenarios can take, one after another. */
  readonly longestMs: number;
}

/** The file in a pack that lists the scenarios and the environment variables. */
export const PACK_INDEX = "load-test.json";
const CONFIG_FILE = "liveload.config.mjs";
/** Options for the controller on this machine, which are not packed. */
const LEFT_HERE = ["scenarios", "out", "backend", "backendOptions", "env", "uiPort"];
const NOT_ELSEWHERE = {
  listen: "--listen",
  advertise: "--advertise",
  tlsCert: "--tls-cert",
  tlsKey: "--tls-key",
  headed: "--headed",
  ui: "--ui",
} as const;
const ALLOWANCE_MS = 15 * 60_000;

/**
 * Packs the scenarios of a load test as bundles, their assets, and the options as one config file: all that a controller
 * on another machine needs. Rejects with everything that a run would refuse before it starts.
 */
export async function packLoadTest(
  { host, layers, options, files, loadScenario }: LoadTest,
  signal?: AbortSignal,
): Promise<PackedLoadTest> {
  const { values } = options;
  const packed: PackedFile[] = [];
  const scenarios: string[] = [];
  let longestMs = 0;
  for (const [index, file] of files.entries()) {
    const loaded = await loadScenario(file, { signal });
    const root = files.length > 1 ? [String(index + 1)] : [];
    const { path, files: own } = await packScenario(file, loaded, root);
    packed.push(...own);
    scenarios.push(path);
    longestMs += planDurationMs(loaded.plan) + loaded.options.values.iterationTimeout + MAX_PAUSED_MS + ALLOWANCE_MS;
  }
  const there = await controllerPlaceOf(values.backend).optionsThere(values.backendOptions, host.cwd);
  const config: Record<string, unknown> = {
    ...strongest(layers),
    backend: values.backend,
    backendOptions: there.options,
    env: values.env,
  };
  refuseFunctions(config, "");
  // Its file is on this machine.
  if (typeof config.storageState === "string")
    config.storageState = await readStorageState({ file: resolve(host.cwd, config.storageState), label: "storageState" });
  if (config.clientCertificates !== undefined) config.clientCertificates = packedClientCertificates(config.clientCertificates);
  const env = Object.fromEntries(
    [...values.env, DEBUG_VARIABLE].map((name) => [name, host.env[name]]).filter(([, value]) => value !== undefined),
  );
  packed.push(...there.files, {
    path: CONFIG_FILE,
    bytes: Buffer.from(`export default ${JSON.stringify(config, withPatterns)};\n`),
  });
  packed.push({ path: PACK_INDEX, bytes: Buffer.from(JSON.stringify({ scenarios, env })) });
  return { pack: await packFiles(packed), longestMs };
}

/** JSON has no regular expressions; the option `block` takes this form of them. */
function withPatterns(_key: string, value: unknown): unknown {
  return value instanceof RegExp ? { pattern: value.source, flags: value.flags } : value;
}

/** A scenario's bundle, its assets and its data, where the bundle looks for them. */
async function packScenario(
  file: string,
  { scenario, bundle, assets: given }: LoadedScenario,
  root: readonly string[],
): Promise<{ readonly path: string; readonly files: readonly PackedFile[] }> {
  const assets = [...given, ...(await dataFilesOf(scenario, dirname(file)))];
  const folder = folderFor(
    assets.map(({ name }) => name),
    root,
  );
  // Its name goes into folders and reports; its content is JavaScript by now, and that of a spec is a scenario.
  const name = isSpecFile(file) ? specName(file) : basename(file, extname(file));
  const path = [...folder, `${name}.mjs`].join("/");
  const bundled = { path, bytes: Buffer.from(bundledAgain(bundle)) };
  return { path, files: [bundled, ...assets.map(({ name, bytes }) => ({ path: placeOf(name, folder), bytes }))] };
}

/** The files of a scenario's data pools, which the controller reads again. */
function dataFilesOf(
  scenario: Scenario,
  folder: string,
): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]> {
  const names = new Set(partsOf(scenario).flatMap((part) => Object.values(part.scenario.data).map(({ file }) => file)));
  return Promise.all([...names].map(async (name) => ({ name, bytes: await readFile(resolve(folder, name)) })));
}

/** Throws `INVALID_OPTION` for options that a controller in the cluster cannot honour. */
export function checkOptionsElsewhere(values: OptionValues): void {
  controllerPlaceOf(values.backend);
  const refuse = (flag: string, option: string, value: unknown, hint: string) => {
    throw new LiveLoadError("INVALID_OPTION", `${flag} is of no use with --in-cluster`, { hint, details: { option, value } });
  };
  for (const [option, flag] of Object.entries(NOT_ELSEWHERE)) {
    const value = values[option as keyof typeof NOT_ELSEWHERE];
    if (value !== undefined && value !== false) refuse(flag, option, value, "the controller is a pod there, at its own address");
  }
  if (/^(file:|\.{0,2}\/)/.test(values.browser))
    refuse("--browser FILE", "browser", values.browser, "a browser connection of your own has to be in the image");
}

/** Each option as its strongest source wrote it. */
function strongest(layers: LoadTest["layers"]): Record<string, unknown> {
  const ordered = [...layers].sort((a, b) => ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin));
  const found = OPTION_NAMES.filter((name) => !LEFT_HERE.includes(name)).map((name) => [
    name,
    ordered.find(({ values }) => values[name] !== undefined)?.values[name],
  ]);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** A folder as deep as the scenario's assets go up. */
function folderFor(assets: readonly string[], root: readonly string[]): readonly string[] {
  const ups = assets.map((name) => -Math.min(0, ...levelsOf(name)));
  return [...root, ...Array.from({ length: Math.max(0, ...ups) }, () => "scenario")];
}

/** The depth of each part of a path, relative to its start. */
function levelsOf(path: string): readonly number[] {
  let level = 0;
  return path.split("/").map((part) => {
    if (part === "..") level -= 1;
    else if (part !== "." && part !== "") level += 1;
    return level;
  });
}

function placeOf(asset: string, folder: readonly string[]): string {
  if (asset.startsWith("/")) {
    throw new LiveLoadError(
      "SCENARIO_LOAD_FAILED",
      `the file ${JSON.stringify(asset)} cannot be sent to a controller in the cluster`,
      {
        hint: "its path has to be relative to the scenario's file",
        details: { asset },
      },
    );
  }
  return join(...folder, asset);
}

function refuseFunctions(value: unknown, path: string): void {
  if (typeof value === "function") {
    throw new LiveLoadError(
      "INVALID_OPTION",
      `${path.slice(1)} is a function, which cannot be sent to a controller in the cluster`,
      {
        hint: "leave it out with --in-cluster",
        details: { option: path.slice(1) },
      },
    );
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, entry] of Object.entries(value)) refuseFunctions(entry, `${path}.${key}`);
}
