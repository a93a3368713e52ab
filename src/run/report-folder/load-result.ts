import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import type { RunResult } from "../../result/model.js";
import { parseResult } from "../../result/read-result.js";
import { INDEX_FILE } from "./output-index.js";
import { JOURNAL_FILE, RESULT_FILE } from "./write-reports.js";

/** The result at a path: a `result.json`, or the output folder of a run. Rejects with `RESULT_UNREADABLE`. */
export async function loadResult(path: string): Promise<RunResult> {
  const file = await resultFile(path);
  try {
    return parseResult(await readFile(file, "utf8"), file);
  } catch (error) {
    if (error instanceof LiveLoadError) throw error;
    throw new LiveLoadError("RESULT_UNREADABLE", `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

async function resultFile(path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw new LiveLoadError("RESULT_UNREADABLE", `there is no result at ${path}`, {
      hint: "name the output folder of a run, or its result.json",
      cause: error,
    });
  });
  if (!found.isDirectory()) return path;
  const file = join(path, RESULT_FILE);
  if (existsSync(file)) return file;
  const hint = existsSync(join(path, JOURNAL_FILE))
    ? `live-load report ${path} makes one from its journal`
    : existsSync(join(path, INDEX_FILE))
      ? "it holds several scenarios: name the folder of one of them"
      : "name the output folder of a run, or its result.json";
  throw new LiveLoadError("RESULT_UNREADABLE", `${path} holds no ${RESULT_FILE}`, { hint });
}
