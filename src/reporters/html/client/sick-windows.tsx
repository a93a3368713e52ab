import { formatCount } from "../../../base/numbers.js";
import type { ShownResult } from "../../../pages/shown-result.js";
import { SICK_CAUSE_TEXT } from "../../../result/sick-causes.js";
import { NodeWindows } from "./node-windows.js";

/** When each node itself was too slow, and why. */
export function SickWindows({ sick: { windows, userSeconds } }: { readonly sick: ShownResult["sick"] }) {
  const times = formatCount(windows.length, "time");
  return (
    <NodeWindows
      summary={`${times} during which a node itself was too slow, ${formatCount(userSeconds, "user-second")} in all`}
      windows={windows.map(({ node, fromMs, toMs, cause }) => ({ node, fromMs, toMs, cause: SICK_CAUSE_TEXT[cause] }))}
    />
  );
}
