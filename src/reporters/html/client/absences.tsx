import { formatCount, formatNumber } from "../../../base/numbers.js";
import { clock } from "../../../pages/client/chart.js";
import type { ShownResult } from "../../../pages/shown-result.js";
import { absenceNotes, windowsOf } from "../../../result/wording/absence-notes.js";

const MAX_WINDOWS = 50;

/** Which samples of lost nodes are missing, and when the controller had no contact with a node. */
export function Absences({ nodes }: { readonly nodes: ShownResult["nodes"] }) {
  const windows = nodes.flatMap((node) => windowsOf(node).map((window) => ({ ...window, node: node.name })));
  const lost = absenceNotes({ nodes: nodes.map(({ name, lost }) => ({ name, lost })) });
  return (
    <>
      {lost.map((note) => (
        <p key={note}>{`${note.charAt(0).toUpperCase()}${note.slice(1)}.`}</p>
      ))}
      {windows.length === 0 ? null : (
        <details class="windows">
          <summary>{formatCount(windows.length, "time")} in which the controller could not hear a node; nothing was lost</summary>
          <ul>
            {windows.slice(0, MAX_WINDOWS).map(({ node, fromMs, toMs }) => (
              <li key={`${node}-${fromMs}`}>
                {clock(fromMs / 1000)}–{clock(toMs / 1000)} <strong>{node}</strong>
              </li>
            ))}
            {windows.length > MAX_WINDOWS ? (
              <li class="faint">and {formatNumber(windows.length - MAX_WINDOWS)} more in result.json</li>
            ) : null}
          </ul>
        </details>
      )}
    </>
  );
}
