import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { glob } from "tinyglobby";
import { isLiveLoadError, LiveLoadError, messageOf } from "../../base/errors.js";
import { invalidOption, isRecord } from "../../base/invalid-option.js";
import type { UserCodeLimits } from "../../base/user-code.js";
import { BUNDLE_MODULE } from "../../scenario/authoring/scenario-module.js";
import type { SpecProject } from "../../scenario/playwright-test/spec-project.js";
import { bundleModule } from "../modules/bundle-module.js";
import { loadBundle } from "../modules/load-module.js";
import { specName } from "./spec-files.js";

/** The options that choose what of a spec is run. */
export interface SpecChoice {
  readonly project?: string | undefined;
  /** How the user has spelled that option, for messages. */
  readonly projectLabel?: string;
  readonly grep?: string | undefined;
  readonly grepInvert?: string | undefined;
}

/** What the configuration says of a spec. */
export interface ConfiguredSpec {
  readonly project: SpecProject;
  /** The files of the projects on which the spec's project depends, in the order in which they run. */
  readonly setUpFiles: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const NAMES = ["ts", "mts", "cts", "js", "mjs", "cjs"].map((ending) => `playwright.config.${ending}`);
const EVERY_TEST = "**/*.@(spec|test).?(c|m)[jt]s?(x)";
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_EXPECT_TIMEOUT_MS = 5000;

/** Reads `playwright.config.ts` beside the spec or above it. Without one, Playwright's defaults hold. */
export async function readPlaywrightConfig(given: {
  readonly file: string;
  readonly cwd: string;
  readonly choice: SpecChoice;
  /** Limits of loading the configuration. */
  readonly limits: UserCodeLimits;
}): Promise<ConfiguredSpec> {
  const { file, cwd, choice, limits } = given;
  const configFile = configAbove(file);
  const config = configFile === undefined ? {} : await loadConfig(configFile, cwd, limits);
  const folder = configFile === undefined ? dirname(file) : dirname(configFile);
  const projects = listOf(config.projects).filter(isRecord);
  const project = projectOf(projects, { file, folder, config, choice });
  const use = { ...fieldsOf(config.use), ...fieldsOf(project.use) };
  const setUp = dependenciesOf(project, projects);
  const setUpFiles = (await Promise.all(setUp.map((one) => filesOf(one, { folder, config })))).flat();
  return {
    setUpFiles,
    project: {
      name: specName(file),
      file: relative(cwd, file) || basename(file),
      projectName: textOf(project.name) ?? "",
      use: asJson({ ...use, ...savedState(use.storageState, folder) }, configFile),
      timeoutMs: timeoutOf(project.timeout ?? config.timeout, DEFAULT_TIMEOUT_MS),
      expectTimeoutMs: timeoutOf(fieldsOf(project.expect).timeout ?? fieldsOf(config.expect).timeout, DEFAULT_EXPECT_TIMEOUT_MS),
      ...(choice.grep === undefined ? {} : { grep: pattern("grep", choice.grep) }),
      ...(choice.grepInvert === undefined ? {} : { grepInvert: pattern("grepInvert", choice.grepInvert) }),
    },
  };
}

function configAbove(file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = NAMES.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined || folder === dirname(folder)) return found;
  }
}

async function loadConfig(file: string, cwd: string, limits: UserCodeLimits): Promise<Fields> {
  const bundle = await bundleModule({ file, cwd, exportedNames: [] });
  let loaded: Fields;
  try {
    loaded = await loadBundle(bundle, BUNDLE_MODULE, limits);
  } catch (error) {
    if (limits.signal?.aborted === true) throw error;
    if (isLiveLoadError(error, "FOLDER_NOT_WRITABLE")) throw error;
    throw new LiveLoadError("SCENARIO_LOAD_FAILED", `${relative(cwd, file)} could not be loaded: ${messageOf(error)}`, {
      details: { file },
      cause: error,
    });
  }
  const exported = isRecord(loaded.default) && isRecord(loaded.default.default) ? loaded.default.default : loaded.default;
  if (isRecord(exported)) return exported;
  throw new LiveLoadError("SCENARIO_LOAD_FAILED", `${relative(cwd, file)} exports no configuration`, {
    hint: "export what defineConfig returns as its default",
    details: { file },
  });
}

interface ProjectSearch {
  readonly file: string;
  readonly folder: string;
  readonly config: Fields;
  readonly choice: SpecChoice;
}

/** The project by its name; else the first to which the spec belongs and on which no other depends. */
function projectOf(projects: readonly Fields[], { file, folder, config, choice }: ProjectSearch): Fields {
  const names = projects.map(({ name }) => textOf(name) ?? "");
  if (choice.project !== undefined) {
    const named = projects[names.indexOf(choice.project)];
    if (named !== undefined) return named;
    const allowed = names.length === 0 ? "nothing, as there is no project in playwright.config.ts" : names.join(", ");
    throw invalidOption({ option: "project", label: choice.projectLabel ?? "project", value: choice.project, allowed });
  }
  const needed = new Set(projects.flatMap(({ dependencies, teardown }) => [...listOf(dependencies), teardown]));
  const main = projects.filter(({ name }) => !needed.has(name));
  return main.find((project) => matches(file, project, { folder, config })) ?? main[0] ?? {};
}

/** The projects that have to be run before, each after those that it depends on itself. */
function dependenciesOf(project: Fields, projects: readonly Fields[], seen = new Set<Fields>()): readonly Fields[] {
  return listOf(project.dependencies).flatMap((name) => {
    const needed = projects.find((one) => one.name === name);
    if (needed === undefined || seen.has(needed)) return [];
    seen.add(needed);
    return [...dependenciesOf(needed, projects, seen), needed];
  });
}

interface Around {
  readonly folder: string;
  readonly config: Fields;
}

async function filesOf(project: Fields, { folder, config }: Around): Promise<readonly string[]> {
  const testDir = resolve(folder, textOf(project.testDir) ?? textOf(config.testDir) ?? ".");
  const found = await glob("**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}", {
    cwd: testDir,
    ignore: ["**/node_modules/**"],
    absolute: true,
  });
  const patterns = found.filter((file) => isPlain(file, project, config));
  const globs = listOf(project.testMatch ?? config.testMatch ?? EVERY_TEST).filter((one) => typeof one === "string");
  const byGlob = globs.length === 0 ? [] : await glob(globs.map(anywhere), { cwd: testDir, absolute: true });
  return [...new Set([...patterns, ...byGlob])].sort();
}

/** Whether a regular expression of `testMatch` fits. */
function isPlain(file: string, project: Fields, config: Fields): boolean {
  return listOf(project.testMatch ?? config.testMatch).some((one) => one instanceof RegExp && one.test(file));
}

/** A pattern without a folder fits in any. */
function anywhere(given: string): string {
  return given.includes("/") ? given : `**/${given}`;
}

/** Whether the spec belongs to the project; patterns as text are not looked at, as the first project is taken anyway. */
function matches(file: string, project: Fields, { folder, config }: Around): boolean {
  const testDir = resolve(folder, textOf(project.testDir) ?? textOf(config.testDir) ?? ".");
  const ignored = listOf(project.testIgnore).some((one) => one instanceof RegExp && one.test(file));
  if (!file.startsWith(testDir) || ignored) return false;
  const patterns = listOf(project.testMatch ?? config.testMatch);
  return patterns.length === 0 || patterns.some((one) => !(one instanceof RegExp) || one.test(file));
}

/** A file of a storage state that is there is sent along; else a set-up test saves it. */
function savedState(storageState: unknown, folder: string): Fields {
  if (typeof storageState !== "string") return {};
  const file = resolve(folder, storageState);
  if (!existsSync(file)) return {};
  try {
    return { savedState: JSON.parse(readFileSync(file, "utf8")) as unknown };
  } catch (error) {
    throw new LiveLoadError("SCENARIO_LOAD_FAILED", `${file} is no storage state: ${messageOf(error)}`, { cause: error });
  }
}

/** The options travel with the bundle. */
function asJson(use: Fields, configFile: string | undefined): Fields {
  const wrong = Object.entries(use).find(([, value]) => typeof value === "function");
  if (wrong === undefined) return JSON.parse(JSON.stringify(use)) as Fields;
  throw new LiveLoadError("SCENARIO_LOAD_FAILED", `use.${wrong[0]} in ${configFile ?? "the configuration"} is a function`, {
    hint: "options of the configuration are sent to nodes as JSON; declare a fixture in the spec instead",
  });
}

function pattern(option: string, given: string): string {
  try {
    return new RegExp(given).source;
  } catch {
    throw invalidOption({ option, label: option, value: given, allowed: "a regular expression" });
  }
}

function timeoutOf(given: unknown, otherwise: number): number {
  return typeof given === "number" && given > 0 ? given : otherwise;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
