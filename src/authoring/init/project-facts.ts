import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import { isRecord } from "../../base/invalid-option.js";

export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

/** The files and settings that a folder already has. */
export interface ProjectFacts {
  readonly folder: string;
  /** The folder of the repository or workspace; that of the project if there is none around it. */
  readonly root: string;
  /** From the root to the folder; empty if they are the same. */
  readonly path: string;
  readonly packageManager: PackageManager;
  readonly hasLockFile: boolean;
  /** The package.json of the folder, as text. */
  readonly packageText: string | undefined;
  readonly dependsOnLiveLoad: boolean;
  /** There is a tsconfig.json in the folder, or above it up to the root. */
  readonly hasTsconfig: boolean;
  /** A .gitignore above the folder, up to the root, leaves `node_modules` out. */
  readonly ignoresModules: boolean;
}

const LOCK_FILES: readonly (readonly [file: string, manager: PackageManager])[] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
];

/** Throws `INVALID_OPTION` if the package.json is not one. */
export function projectFacts(folder: string): ProjectFacts {
  const root = rootOf(folder);
  const folders = [folder, ...foldersAbove(folder).filter((one) => one === root || one.startsWith(join(root, "/")))];
  const lock = folders.flatMap((one) => LOCK_FILES.filter(([file]) => existsSync(join(one, file))))[0];
  const packageText = textOf(join(folder, "package.json"));
  return {
    folder,
    root,
    path: relative(root, folder),
    packageManager: lock?.[1] ?? "npm",
    hasLockFile: lock !== undefined,
    packageText,
    dependsOnLiveLoad: folders.some((one) => dependsOnLiveLoad(join(one, "package.json"))),
    hasTsconfig: folders.some((one) => existsSync(join(one, "tsconfig.json"))),
    ignoresModules: folders.some((one) => /^\/?node_modules\/?\s*$/m.test(textOf(join(one, ".gitignore")) ?? "")),
  };
}

function rootOf(folder: string): string {
  const above = [folder, ...foldersAbove(folder)];
  return above.find((one) => existsSync(join(one, ".git"))) ?? above.find(isWorkspace) ?? folder;
}

function isWorkspace(folder: string): boolean {
  if (existsSync(join(folder, "pnpm-workspace.yaml"))) return true;
  const text = textOf(join(folder, "package.json"));
  return text !== undefined && /"workspaces"\s*:/.test(text);
}

function foldersAbove(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [] : [above, ...foldersAbove(above)];
}

function dependsOnLiveLoad(file: string): boolean {
  const text = textOf(file);
  if (text === undefined) return false;
  const { dependencies, devDependencies } = packageOf(file, text);
  return [dependencies, devDependencies].some((list) => isRecord(list) && "live-load" in list);
}

/** The content of a package.json. Throws `INVALID_OPTION` if it has none. */
export function packageOf(file: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const content = JSON.parse(text) as unknown;
    if (isRecord(content)) return content;
    throw new TypeError("it is not an object");
  } catch (error) {
    throw new LiveLoadError("INVALID_OPTION", `${file} cannot be read: ${messageOf(error)}`, {
      hint: "correct it first; nothing was written",
      details: { option: "package.json", value: file },
      cause: error,
    });
  }
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
