import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Evidence, RunResult } from "../../result/model.js";

/** Reads evidence for reports, in which it is repeated: as much as fits, the first of every failure before the second of any, and that of background users last. */
export async function readEvidence(result: RunResult, folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const left = { ...BUDGET_BYTES };
  const read = async (path: string | undefined, of: keyof typeof left): Promise<void> => {
    if (path === undefined || !isBelow(path) || left[of] <= 0) return;
    // A file that is gone is left out of the report, as one that does not fit.
    const bytes = await readFile(join(folder, path)).catch(() => undefined);
    if (bytes === undefined || bytes.length > left[of]) return;
    left[of] -= bytes.length;
    files.set(path, bytes);
  };
  const { failures, lastPages = [], background } = result;
  for (const { record, screenshot } of [...inTurn(failures, lastPages), ...inTurn(background?.failures ?? [])]) {
    await read(record, "records");
    await read(screenshot, "pictures");
  }
  return files;
}

/** What a report repeats at most; it links the rest. */
const BUDGET_BYTES = { records: 2 * 1024 * 1024, pictures: 4 * 1024 * 1024 };

function inTurn(failures: RunResult["failures"], lastPages: readonly Evidence[] = []): readonly Evidence[] {
  const lists = [lastPages, ...failures.map(({ evidence = [] }) => evidence)];
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

/** A result may come from elsewhere: nothing outside of its folder is read. */
function isBelow(path: string): boolean {
  return path.startsWith("artifacts/") && !path.split(/[/\\]/).some((part) => part === ".." || part === "");
}
