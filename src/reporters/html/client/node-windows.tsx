import { formatNumber } from "../../../base/numbers.js";
import { clock } from "../../../pages/client/clock.js";

const MAX_WINDOWS = 50;

/** A time during which something was wrong with a node. */
export interface NodeWindow {
  readonly node: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly cause?: string;
}

/** Times during which something was wrong with nodes, folded behind a summary. */
export function NodeWindows({ summary, windows }: { readonly summary: string; readonly windows: readonly NodeWindow[] }) {
  return (
    <details class="windows">
      <summary>{summary}</summary>
      <ul>
        {windows.slice(0, MAX_WINDOWS).map(({ node, fromMs, toMs, cause }) => (
          <li key={`${node}-${fromMs}-${cause}`}>
            {clock(fromMs / 1000)}–{clock(toMs / 1000)} <strong>{node}</strong>
            {cause === undefined ? null : `: ${cause}`}
          </li>
        ))}
        {windows.length > MAX_WINDOWS ? (
          <li class="faint">and {formatNumber(windows.length - MAX_WINDOWS)} more in result.json</li>
        ) : null}
      </ul>
    </details>
  );
}
