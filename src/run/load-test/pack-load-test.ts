import { readFile } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import { join } from "node:path/posix";
import { DEBUG_VARIABLE } from "../../base/debug-log.js";
import { LiveLoadError } from "../../base/errors.js";
import { type PackedFile, packFiles } from "../../base/file-pack.js";
import { discoverScenarios } from "../../config/discover-scenarios.js";
import { bundledAgain } from "../../config/modules/bundle-module.js";
import { OPTION_NAMES } from "../../config/options.js";
import { resolveOptions } from "../../config/resolve-options.js";
import { ORIGINS } from "../../config/resolved-options.js";
import { planDurationMs } from "../../load/load-plan.js";
import { partsOf } from "../../scenario/authoring/scenario-parts.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";
import { checkValues, loadScenario } from "../phases/load-phase.js";
import type { LoadTestRequest } from "./load-test-request.js";

/** What is to be packed. */
export type PackRequest = Pick<LoadTestRequest, "files" | "layers" | "cwd" | "env" | "checkOptions">;

/** A load test as a controller elsewhere takes it. */
export interface PackedLoadTest {
  /** Its files, as one pack; {@link PACK_INDEX} says what is what. */
  readonly pack: Uint8Array;
  /** How long the scenarios take at the most, one after another. */
  readonly longestMs: number;
}

/** The file in a pack that says which of the others are scenarios, and what the environment has. */
export const PACK_INDEX = "load-test.json";
/** Options of a controller on this machine, which mean nothing elsewhere. */
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
 * The scenarios of a load test as bundles, their assets, and the options as one config file: all that a controller needs
 * which has nothing of this machine. Everything that can be wrong with them is found here. Throws as a run does.
 */
export async function packLoadTest(request: PackRequest): Promise<PackedLoadTest> {
  const { layers, cwd } = request;
  const { values } = resolveOptions(layers);
  // First: what the address of a controller here lacks is of no interest to one elsewhere.
  refuseLocal(values);
  checkValues(values);
  request.checkOptions(values);
  const asked = request.files.length > 0 ? request.files : values.scenarios;
  const files: PackedFile[] = [];
  const scenarios: string[] = [];
  let longestMs = 0;
  const found = await discoverScenarios(asked, cwd);
  for (const [index, file] of found.entries()) {
    const { scenario, bundle, assets: given, plan, options } = await loadScenario({ file: resolve(cwd, file), cwd }, layers);
    const assets = [...given, ...(await dataFilesOf(scenario, dirname(resolve(cwd, file))))];
    const folder = folderFor(
      assets.map(({ name }) => name),
      found.length > 1 ? [String(index + 1)] : [],
    );
    // The name goes into folders and reports; what it holds is JavaScript by now.
    const path = [...folder, `${basename(file, extname(file))}.mjs`].join("/");
    files.push({ path, bytes: Buffer.from(bundledAgain(bundle)) });
    for (const { name, bytes } of assets) files.push({ path: placeOf(name, folder), bytes });
    scenarios.push(path);
    longestMs += planDurationMs(plan) + options.values.iterationTimeout + ALLOWANCE_MS;
  }
  const { backendOptions, template } = await optionsElsewhere(values.backendOptions, cwd);
  const config = { ...strongest(layers), backend: "kubernetes", backendOptions, env: values.env };
  refuseFunctions(config, "");
  const env = Object.fromEntries(
    [...values.env, DEBUG_VARIABLE].map((name) => [name, request.env[name]]).filter(([, value]) => value !== undefined),
  );
  files.push(...template, { path: "liveload.config.mjs", bytes: Buffer.from(`export default ${JSON.stringify(config)};\n`) });
  files.push({ path: PACK_INDEX, bytes: Buffer.from(JSON.stringify({ scenarios, env })) });
  return { pack: await packFiles(files), longestMs };
}

/** The files of a scenario's data pools; the controller reads them anew. */
function dataFilesOf(
  scenario: Scenario,
  folder: string,
): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]> {
  const names = new Set(partsOf(scenario).flatMap((part) => Object.values(part.scenario.data).map(({ file }) => file)));
  return Promise.all([...names].map(async (name) => ({ name, bytes: await readFile(resolve(folder, name)) })));
}

function refuseLocal(values: ReturnType<typeof resolveOptions>["values"]): void {
  const refuse = (flag: string, option: string, value: unknown, hint: string) => {
    throw new LiveLoadError("INVALID_OPTION", `${flag} is of no use with --in-cluster`, { hint, details: { option, value } });
  };
  if (values.backend !== "kubernetes")
    refuse(`--backend ${values.backend}`, "backend", values.backend, "only --backend kubernetes has a cluster to run in");
  for (const [option, flag] of Object.entries(NOT_ELSEWHERE)) {
    const value = values[option as keyof typeof NOT_ELSEWHERE];
    if (value !== undefined && value !== false) refuse(flag, option, value, "the controller is a pod there, at its own address");
  }
  if (/^(file:|\.{0,2}\/)/.test(values.browser))
    refuse("--browser FILE", "browser", values.browser, "a browser connection of your own has to be in the image");
}

/** The options as the strongest source of each has them, as they were written. */
function strongest(layers: LoadTestRequest["layers"]): Record<string, unknown> {
  const ordered = [...layers].sort((a, b) => ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin));
  const found = OPTION_NAMES.filter((name) => !LEFT_HERE.includes(name)).map((name) => [
    name,
    ordered.find(({ values }) => values[name] !== undefined)?.values[name],
  ]);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** The backend's options without those that find the cluster from here; a pod template's file goes along. */
async function optionsElsewhere(
  options: Readonly<Record<string, unknown>>,
  cwd: string,
): Promise<{ readonly backendOptions: Readonly<Record<string, unknown>>; readonly template: readonly PackedFile[] }> {
  const { kubeconfig: _here, context: _there, podTemplate, ...backendOptions } = options;
  if (typeof podTemplate !== "string")
    return { backendOptions: { ...backendOptions, ...(podTemplate === undefined ? {} : { podTemplate }) }, template: [] };
  const path = "pod-template.yaml";
  const bytes = await readFile(resolve(cwd, podTemplate)).catch((error: unknown) => {
    const details = { option: "backendOptions.podTemplate", value: podTemplate };
    throw new LiveLoadError(
      "INVALID_OPTION",
      `backendOptions.podTemplate is ${JSON.stringify(podTemplate)}, but it takes a file that can be read`,
      {
        cause: error,
        details,
      },
    );
  });
  return { backendOptions: { ...backendOptions, podTemplate: path }, template: [{ path, bytes }] };
}

/** As many folders deep as the scenario's assets go up. */
function folderFor(assets: readonly string[], root: readonly string[]): readonly string[] {
  const ups = assets.map((name) => -Math.min(0, ...levelsOf(name)));
  return [...root, ...Array.from({ length: Math.max(0, ...ups) }, () => "scenario")];
}

/** How deep each part of a path is, from the folder that it starts in. */
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
