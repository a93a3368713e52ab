import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import { slugOf } from "../../base/ids.js";
import { type IndexRow, indexPage } from "../../reporters/html/index-page.js";
import type { RunResult } from "../../result/model.js";
import type { ScenarioOutcome } from "../run-events.js";
import type { OutputFolder } from "./output-folder.js";

/** Name of the list of scenarios in the folder of a load test with several. */
export const INDEX_FILE = "index.json";
/** The same for people. */
const INDEX_PAGE = "index.html";

/** One scenario in the list. */
export interface IndexEntry {
  readonly name: string;
  readonly file: string;
  /** Relative to the folder of the list; absent when the scenario could write nothing. */
  readonly folder?: string;
  readonly verdict: RunResult["verdict"];
  readonly error?: { readonly code: string; readonly message: string };
}

/** The output folder of each scenario: `out` itself for a single one, else folders in it named after the files. */
export function folderNames(files: readonly string[], out: string): readonly string[] {
  if (files.length === 1) return [out];
  const names = new Set<string>();
  return files.map((file) => {
    const stem = scenarioStem(file);
    let name = stem;
    for (let number = 2; names.has(name); number += 1) name = `${stem}-${number}`;
    names.add(name);
    return join(out, name);
  });
}

/** A scenario's name before it has been read: `checkout` for `shop/checkout.scenario.ts`. */
export function scenarioStem(file: string): string {
  const stem = basename(file).replace(/(\.scenario)?\.[cm]?[jt]s$/, "");
  return slugOf(stem) || "scenario";
}

/** Writes the list of several scenarios' outcomes, unless all were refused and the report of an earlier run stays. */
export async function writeIndex(
  folder: OutputFolder,
  outcomes: readonly ScenarioOutcome[],
  onWarning: (message: string) => void,
): Promise<void> {
  if (folder.holdsEarlierRun) return;
  const scenarios = outcomes.map(
    ({ name, file, outputFolder, result, error }): IndexEntry => ({
      name,
      file,
      ...(result === undefined ? {} : { folder: basename(outputFolder) }),
      verdict: result?.verdict ?? "error",
      ...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
    }),
  );
  const text = `${JSON.stringify({ schemaVersion: 1, scenarios }, undefined, 2)}\n`;
  const rows = scenarios.map((entry, at): IndexRow => ({ ...entry, ...resultOf(outcomes[at]) }));
  const files = { [INDEX_FILE]: text, [INDEX_PAGE]: indexPage(rows) };
  for (const [name, content] of Object.entries(files)) {
    await folder.write(name, content).catch((error: unknown) => {
      onWarning(`${join(folder.path, name)} could not be written: ${messageOf(error)}`);
    });
  }
}

function resultOf(outcome: ScenarioOutcome | undefined): Pick<IndexRow, "result"> {
  return outcome?.result === undefined ? {} : { result: outcome.result };
}

/** The part of the list that LiveLoad reads; the rest is for people and other programs. */
const indexSchema = z.object({ scenarios: z.array(z.object({ folder: z.string().optional() })) });

/**
 * The existing folders that the list in `folder` names.
 * @throws LiveLoadError `RESULT_UNREADABLE` when the list is malformed, or names something outside of `folder`
 */
export function foldersInIndex(text: string, folder: string): readonly string[] {
  const origin = join(folder, INDEX_FILE);
  const { success, data, error } = indexSchema.safeParse(parseJson(text, origin));
  if (!success) {
    const where = error.issues[0]?.path.join(".") ?? "";
    throw unreadable(`${origin} is damaged${where === "" ? "" : ` at ${where}`}: ${error.issues[0]?.message ?? error.message}`);
  }
  const names = data.scenarios.flatMap((entry) => (entry.folder === undefined ? [] : [entry.folder]));
  return names.flatMap((name) => {
    const path = join(folder, name);
    if (name === "." || name !== basename(path))
      throw unreadable(`${origin} names ${JSON.stringify(name)}, which is not the name of a folder beside it`);
    if (!existsSync(path)) return [];
    // Reports must not be written outside of the folder through a link.
    if (dirname(realpathSync(path)) !== realpathSync(folder)) throw unreadable(`${path} leads out of ${folder}`);
    return [path];
  });
}

function parseJson(text: string, origin: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(`${origin} is not JSON: ${messageOf(error)}`);
  }
}

function unreadable(message: string): LiveLoadError {
  return new LiveLoadError("RESULT_UNREADABLE", message, { hint: "name the folder of one scenario to read its report" });
}
