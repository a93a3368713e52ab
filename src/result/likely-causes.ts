import type { RunResult } from "./model.js";
import { oneLine } from "./wording/wording.js";

type Sample = Pick<RunResult["failures"][number]["sample"], "likelyCauses">;

const MAX_CAUSE = 160;

/** `likely cause: GET /app.js answered 404; the page threw ReferenceError: app is not defined`; `undefined` if none is known. */
export function likelyCausesText({ likelyCauses = [] }: Sample, most = 3): string | undefined {
  if (likelyCauses.length === 0) return undefined;
  const listed = likelyCauses.slice(0, most).map((cause) => oneLine(cause, MAX_CAUSE));
  const more = likelyCauses.length - listed.length;
  const causes = [...listed, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
  return `likely cause${likelyCauses.length === 1 ? "" : "s"}: ${causes}`;
}
