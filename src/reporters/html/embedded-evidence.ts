import type { ShownEvidence } from "../../pages/shown-evidence.js";
import type { Evidence, RunResult } from "../../result/model.js";
import { type EvidenceRecord, evidenceRecordSchema } from "../../telemetry/evidence-record.js";

/** The evidence whose files are given, by their paths. */
export function embeddedEvidence(
  result: Pick<RunResult, "failures" | "lastPages" | "background">,
  files: ReadonlyMap<string, Uint8Array>,
): ShownEvidence {
  const failures = [...result.failures, ...(result.background?.failures ?? [])];
  const all = [...(result.lastPages ?? []), ...failures.flatMap(({ evidence = [] }) => evidence)];
  return Object.fromEntries(all.map((evidence) => [evidence.record, shownOne(evidence, files)]));
}

function shownOne({ record: path, screenshot }: Evidence, files: ReadonlyMap<string, Uint8Array>): ShownEvidence[string] {
  const record = recordOf(files.get(path));
  const picture = screenshot === undefined ? undefined : files.get(screenshot);
  return {
    ...(record === undefined ? {} : { record }),
    ...(picture === undefined ? {} : { picture: `data:image/jpeg;base64,${Buffer.from(picture).toString("base64")}` }),
  };
}

/** A file that somebody changed may hold anything. */
function recordOf(bytes: Uint8Array | undefined): EvidenceRecord | undefined {
  if (bytes === undefined) return undefined;
  try {
    return evidenceRecordSchema.safeParse(JSON.parse(Buffer.from(bytes).toString("utf8"))).data;
  } catch {
    return undefined;
  }
}
