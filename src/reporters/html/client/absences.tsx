import { formatCount } from "../../../base/numbers.js";
import type { ShownResult } from "../../../pages/shown-result.js";
import { absenceNotes, windowsOf } from "../../../result/wording/absence-notes.js";
import { NodeWindows } from "./node-windows.js";

/** Which samples of lost nodes are missing, and when the controller had no contact with a node. */
export function Absences({ nodes }: { readonly nodes: ShownResult["nodes"] }) {
  const windows = nodes.flatMap((node) => windowsOf(node).map((window) => ({ ...window, node: node.name })));
  const lost = absenceNotes({ nodes: nodes.map(({ name, lost }) => ({ name, lost })) });
  const times = formatCount(windows.length, "time");
  return (
    <>
      {lost.map((note) => (
        <p key={note}>{`${note.charAt(0).toUpperCase()}${note.slice(1)}.`}</p>
      ))}
      {windows.length === 0 ? null : (
        <NodeWindows summary={`${times} without contact between the controller and a node; no data was lost`} windows={windows} />
      )}
    </>
  );
}
