import { formatDuration } from "../../base/duration.js";
import { formatNumber } from "../../base/numbers.js";
import type { Trace } from "../../result/model.js";
import { oneLine } from "../../result/wording/wording.js";
import type { ShownResult } from "../shown-result.js";
import { FileLink } from "./file-link.js";

const MAX_TEXT = 200;

/** Recordings of iterations, and how each is opened; nothing when there are none. */
export function Traces(props: { readonly traces: readonly Trace[]; readonly failures: ShownResult["failures"] }) {
  const { traces, failures } = props;
  if (traces.length === 0) return null;
  return (
    <>
      <h3>Traces</h3>
      <ul class="traces">
        {traces.map((trace) => (
          <li key={trace.path}>
            <FileLink path={trace.path} name={trace.path.split("/").at(-1) ?? ""} />{" "}
            {trace.signature === undefined
              ? "an iteration that did not fail"
              : oneLine(messageOf(trace.signature, failures), MAX_TEXT)}
            <span class="description">
              User {formatNumber(trace.userId)}, iteration {formatNumber(trace.iteration)}, on {trace.node}, until{" "}
              {formatDuration(trace.offsetMs)}. {OPENED_WITH[trace.format]}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

const OPENED_WITH = {
  devtools: "Open it in the Performance panel of Chrome's DevTools, or on ui.perfetto.dev.",
  playwright: "Open it with npx playwright show-trace.",
} as const satisfies Record<Trace["format"], string>;

/** The message of the failure with this signature; without one, the signature itself. */
function messageOf(signature: string, failures: ShownResult["failures"]): string {
  return failures.find((failure) => failure.signature === signature)?.sample.message ?? signature;
}
