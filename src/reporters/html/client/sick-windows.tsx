import { formatCount, formatNumber } from "../../../base/numbers.js";
import { clock } from "../../../pages/client/chart.js";
import type { ShownResult } from "../../../pages/shown-result.js";
import { SICK_CAUSE_TEXT } from "../../../result/sick-causes.js";

const MAX_WINDOWS = 50;

/** When which node was too slow itself, and why. */
export function SickWindows({ sick: { windows, userSeconds } }: { readonly sick: ShownResult["sick"] }) {
  return (
    <details class="windows">
      <summary>
        {formatCount(windows.length, "time")} in which a node was too slow itself, {formatCount(userSeconds, "user-second")} in
        all
      </summary>
      <ul>
        {windows.slice(0, MAX_WINDOWS).map(({ node, fromMs, toMs, cause }) => (
          <li key={`${node}-${fromMs}-${cause}`}>
            {clock(fromMs / 1000)}–{clock(toMs / 1000)} <strong>{node}</strong>: {SICK_CAUSE_TEXT[cause]}
          </li>
        ))}
        {windows.length > MAX_WINDOWS ? (
          <li class="faint">and {formatNumber(windows.length - MAX_WINDOWS)} more in result.json</li>
        ) : null}
      </ul>
    </details>
  );
}
