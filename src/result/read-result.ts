import { LiveLoadError, messageOf } from "../base/errors.js";
import { checkSketches } from "./check-sketches.js";
import { type RunResult, resultSchema } from "./model.js";

/**
 * Reads the text of a `result.json`.
 * @param origin the file's path, for the error message
 * @throws LiveLoadError `RESULT_UNREADABLE`
 */
export function parseResult(text: string, origin = "the result"): RunResult {
  const value = parseJson(text, origin);
  const version = typeof value === "object" && value !== null && "schemaVersion" in value ? value.schemaVersion : undefined;
  if (version === undefined)
    throw new LiveLoadError("RESULT_UNREADABLE", `${origin} is not a LiveLoad result: it has no schemaVersion`);
  if (version !== 1)
    throw new LiveLoadError(
      "RESULT_UNREADABLE",
      `${origin} has schema version ${JSON.stringify(version)}; this LiveLoad reads version 1`,
      {
        hint: "read it with the version of LiveLoad that wrote it",
      },
    );
  const { success, data, error } = resultSchema.safeParse(value);
  if (success) {
    checkSketches(data, origin);
    return data;
  }
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
  throw new LiveLoadError("RESULT_UNREADABLE", `${origin} is damaged${where}: ${issue?.message ?? error.message}`, {
    hint: "if there is a journal, live-load report --from-journal rebuilds the result",
    cause: error,
  });
}

function parseJson(text: string, origin: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LiveLoadError("RESULT_UNREADABLE", `${origin} is not valid JSON: ${messageOf(error)}`, { cause: error });
  }
}
