import { formatNumber } from "../../base/numbers.js";
import type { RunResult } from "../model.js";
import { formatShare } from "./wording.js";

/** Every node is busy for a moment now and then. */
const WORTH_TELLING = 0.05;

/**
 * Says that nodes were near their limits, where they were: what was measured then is counted, but a reader should know.
 * `undefined` when no node was.
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
  const who = busy.length === 1 ? `the node ${worst.name} was` : `${formatNumber(busy.length)} nodes were`;
  const howLong = `${formatShare(share(worst))} of the time`;
  const where = busy.length === 1 ? howLong : `${worst.name} for ${howLong}`;
  const advice = (worst.users ?? 2) > 1 ? "fewer users on a node make" : "a node with more CPU and memory makes";
  return `${who} busy, with more than 90 % of CPU or memory in use (${where}): ${advice} the figures safer`;
}
