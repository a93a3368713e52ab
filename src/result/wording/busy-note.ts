import { formatNumber } from "../../base/numbers.js";
import type { RunResult } from "../model.js";
import { formatShare } from "./wording.js";

/** Below this share of the time there is no note: every node is busy for a moment now and then. */
const WORTH_TELLING = 0.05;

/**
 * A note that nodes were near their limits. Their samples count, but a reader should know. `undefined` if none was.
 */
export function busyNote({
  nodes,
}: {
  readonly nodes: readonly (Pick<RunResult["nodes"][number], "name" | "health"> & { readonly users?: number })[];
}): string | undefined {
  const busy = nodes.filter(({ health }) => health.some((row) => row.busy));
  const [first] = busy;
  if (first === undefined) return undefined;
  const share = (node: typeof first) => node.health.filter((row) => row.busy).length / node.health.length;
  const worst = busy.reduce((most, node) => (share(node) > share(most) ? node : most), first);
  if (share(worst) < WORTH_TELLING) return undefined;
  const who = busy.length === 1 ? `node ${worst.name} was` : `${formatNumber(busy.length)} nodes were`;
  const howLong = `${formatShare(share(worst))} of the time`;
  const where = busy.length === 1 ? howLong : `${worst.name} for ${howLong}`;
  const advice = (worst.users ?? 2) > 1 ? "fewer users per node" : "a node with more CPU and memory";
  return `${who} busy, with more than 90 % of CPU or memory in use (${where}): ${advice} would make the figures more reliable`;
}
