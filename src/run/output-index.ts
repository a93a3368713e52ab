import { basename, join } from "node:path";
import { slugOf } from "../base/ids.js";
import type { RunResult } from "../result/model.js";
import { writeWhole } from "./output-folder.js";
import type { ScenarioOutcome } from "./run-events.js";

/** Name of the list of scenarios in the folder of a load test with several. */
export const INDEX_FILE = "index.json";

/** One scenario in the list. */
export interface IndexEntry {
  readonly name: string;
  readonly file: string;
  /** Below the folder of the list; absent when the scenario could write nothing. */
  readonly folder?: string;
  readonly verdict: RunResult["verdict"];
  readonly error?: { readonly code: string; readonly message: string };
}

/** Where each scenario's output goes: one alone into `out` itself, several into folders named after their files. */
export function folderNames(files: readonly string[], out: string): readonly string[] {
  if (files.length === 1) return [out];
  const taken = new Set<string>();
  return files.map((file) => {
    const stem = scenarioStem(file);
    let name = stem;
    for (let number = 2; taken.has(name); number += 1) name = `${stem}-${number}`;
    taken.add(name);
    return join(out, name);
  });
}

/** `checkout` for `shop/checkout.scenario.ts`: what a scenario is called before it could be read. */
export function scenarioStem(file: string): string {
  const stem = basename(file).replace(/(\.scenario)?\.[cm]?[jt]s$/, "");
  return slugOf(stem) || "scenario";
}

/** Writes the list of what became of several scenarios. */
export async function writeIndex(out: string, outcomes: readonly ScenarioOutcome[]): Promise<void> {
  const scenarios = outcomes.map(
    ({ name, file, outputFolder, result, error }): IndexEntry => ({
      name,
      file,
      ...(result === undefined ? {} : { folder: basename(outputFolder) }),
      verdict: result?.verdict ?? "error",
      ...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
    }),
  );
  await writeWhole(join(out, INDEX_FILE), `${JSON.stringify({ schemaVersion: 1, scenarios }, undefined, 2)}\n`);
}
