import { formatDuration } from "../../base/duration.js";
import { formatNumber } from "../../base/numbers.js";
import type { Trace } from "../../result/model.js";
import { oneLine } from "../../result/wording/wording.js";
import { FileLink } from "./file-link.js";

const MAX_TEXT = 200;

/** Recordings of iterations, and how each is opened; nothing when there are none. */
export function Traces({ traces }: { readonly traces: readonly Trace[] }) {
  if (traces.length === 0) return null;
  return (
    <>
      <h3>Traces</h3>
      <ul class="traces">
        {traces.map((trace) => (
          <li key={trace.path}>
            <FileLink path={trace.path} name={trace.path.split("/").at(-1) ?? ""} />{" "}
            {trace.signature === undefined ? "an iteration that did not fail" : oneLine(trace.signature, MAX_TEXT)}
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
