import { LiveLoadError } from "../../../../base/errors.js";
import { formatCount } from "../../../../base/numbers.js";
import type { PodRoom, Room } from "./room.js";

/** Number of pods that fit; absent if unknown. */
export interface ClusterRoom {
  /** Room under the quotas, a hard limit. */
  readonly quota: Room | undefined;
  /** Room on the current nodes: an autoscaling cluster can have more. */
  readonly nodes: Room | undefined;
}

export const NO_ROOM_KNOWN: ClusterRoom = { quota: undefined, nodes: undefined };

/** Throws `INVALID_OPTION` if a quota forbids this many pods; warns if the hosts have no room for them now. */
export function checkRoomFor(
  nodes: number,
  pod: PodRoom,
  { room, onWarning }: { readonly room: ClusterRoom; readonly onWarning: (message: string) => void },
): void {
  const { quota, nodes: hosts } = room;
  const size = sizeOf(pod);
  if (quota !== undefined && nodes > quota.pods) {
    throw new LiveLoadError(
      "INVALID_OPTION",
      `the namespace takes ${formatCount(quota.pods, "pod")} of ${size}, and the run needs ${nodes}: ${quota.why}`,
      {
        hint: "ask for more quota, or take smaller nodes (--backend-option nodes.cpus, nodes.memory) or fewer users",
        details: { option: "backendOptions.nodes", value: nodes, allowed: quota.pods },
      },
    );
  }
  if (hosts !== undefined && nodes > hosts.pods) {
    onWarning(
      `the cluster takes ${formatCount(hosts.pods, "pod")} of ${size} now, and the run needs ${nodes}: ${hosts.why}; for a cluster that grows, --backend-option waitForRoom=5m waits`,
    );
  }
}

/** Describes how many of these pods fit now, and how that is known. */
export function roomTextOf({ quota, nodes: hosts }: ClusterRoom, pod: PodRoom): string {
  const by = [
    ...(hosts === undefined ? [] : [`${formatCount(hosts.pods, "pod")} of ${sizeOf(pod)} on the cluster's nodes`]),
    ...(quota === undefined ? [] : [`${formatCount(quota.pods, "pod")} by the namespace's quota`]),
  ];
  if (hosts === undefined) {
    by.push(
      "cannot tell how many pods fit on the cluster's nodes: that needs the right to list nodes and pods, and pods that can be scheduled on any node",
    );
  }
  return by.join("; ");
}

function sizeOf({ cpus, memoryBytes }: PodRoom): string {
  return `${formatCount(cpus, "CPU")} and ${Math.round(memoryBytes / 1024 ** 2)} MiB`;
}
