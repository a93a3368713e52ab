import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { LiveLoadError } from "../base/errors.js";
import { closest } from "../base/wording/suggest.js";

const EVERY_SCENARIO = "**/*.scenario.{ts,mts,js,mjs}";
const NEVER = ["**/node_modules/**", "**/dist/**", "**/.*/**"];

/** The absolute paths of the requested scenarios, in order and without duplicates. Throws `SCENARIO_FILE_NOT_FOUND`. */
export async function discoverScenarios(asked: readonly string[], cwd: string): Promise<readonly string[]> {
  const found: string[] = [];
  if (asked.length === 0) {
    found.push(...(await match(EVERY_SCENARIO, cwd)));
    if (found.length === 0) {
      throw new LiveLoadError("SCENARIO_FILE_NOT_FOUND", `there is no *.scenario.ts, .js or .mjs file below ${cwd}`, {
        hint: "name a scenario's file: live-load run FILE",
      });
    }
  }
  for (const path of asked) found.push(...(await filesOf(path, cwd)));
  return [...new Set(found)];
}

async function filesOf(path: string, cwd: string): Promise<readonly string[]> {
  const file = resolve(cwd, path);
  if (existsSync(file)) return statSync(file).isDirectory() ? inFolder(path, file) : [file];
  if (isDynamicPattern(path)) {
    const files = await match(path, cwd);
    if (files.length > 0) return files;
    throw new LiveLoadError("SCENARIO_FILE_NOT_FOUND", `no file matches the pattern ${JSON.stringify(path)}`, {
      hint: `patterns are relative to ${cwd}`,
      details: { path },
    });
  }
  const near = closest(path, await match(EVERY_SCENARIO, cwd, false));
  throw new LiveLoadError("SCENARIO_FILE_NOT_FOUND", `there is no scenario file ${JSON.stringify(path)}`, {
    hint: /^https?:\/\//i.test(path) ? `live-load init ${path} writes a scenario for that page` : nearHint(near, cwd),
    details: { path },
  });
}

function nearHint(near: string | undefined, cwd: string): string {
  return near === undefined ? `paths are relative to ${cwd}` : `did you mean ${JSON.stringify(near)}?`;
}

async function inFolder(path: string, folder: string): Promise<readonly string[]> {
  const files = await match(EVERY_SCENARIO, folder);
  if (files.length > 0) return files;
  throw new LiveLoadError("SCENARIO_FILE_NOT_FOUND", `there is no *.scenario.ts, .js or .mjs file below ${path}`, {
    details: { path },
  });
}

async function match(pattern: string, cwd: string, absolute = true): Promise<readonly string[]> {
  return (await glob(pattern, { cwd, ignore: NEVER, absolute })).sort();
}
