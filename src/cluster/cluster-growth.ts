import { isLiveLoadError, LiveLoadError } from "../base/errors.js";
import { formatCount } from "../base/numbers.js";
import type { ChangedLoad } from "../protocol/messages.js";
import { resourcesOf } from "./boot/ask-node.js";
import { capacityBeside } from "./boot/sizing.js";
import { planNodes, shareUsers } from "./cluster-plan.js";
import type { ClusterNode } from "./nodes/cluster-node.js";

/** How far a cluster grows. */
export interface Growth {
  /** All users, with those that there are already. */
  readonly users: number;
  /** Background users, whose ids come before those of added users. */
  readonly background: number;
  /** The platform has only one node: more users than it is sized for are a warning. */
  readonly singleNode: boolean;
  readonly onWarning: (message: string) => void;
}

/** A changed load, and the number of users after each growth. */
export interface ToldLoad extends Pick<ChangedLoad, "plan"> {
  readonly totals: readonly number[];
}

/** How many users the running ones of these nodes are sized for. */
export function carriedBy(nodes: readonly ClusterNode[]): number {
  return nodes.filter(isRunning).reduce((sum, node) => sum + capacityOfNode(node), 0);
}

/** Gives each running node its share of the users that are missing. Throws `CHANGE_REFUSED` when there is no room for them. */
export function growCluster(nodes: readonly ClusterNode[], growth: Growth): void {
  const before = nodes.reduce((sum, node) => sum + node.users, 0);
  const more = growth.users - before;
  if (more <= 0) return;
  const running = nodes.filter(isRunning);
  checkRoom(running, more, growth);
  const rooms = running.map((node) => Math.max(0, capacityOfNode(node) - node.users));
  for (const [at, { users, ordinals }] of shareUsers(more, rooms).entries()) {
    const share = {
      users: { first: before + growth.background + users.first, count: users.count },
      ordinals: { offset: before + ordinals.offset, stride: ordinals.stride },
    };
    running[at]?.added.push(share);
  }
  // Every node has to know of every growth, as the parts of a mix depend on it.
  const none = {
    users: { first: growth.background + growth.users + 1, count: 0 },
    ordinals: { offset: growth.users, stride: 1 },
  };
  for (const node of nodes) if (!running.includes(node)) node.added.push(none);
}

/** Tells a node of a changed load; `false` when it cannot be reached or does not answer. */
export async function tellChange(node: ClusterNode, { plan, totals }: ToldLoad, background: number): Promise<boolean> {
  const grown = totals.map((users, at) => {
    const totalUsers = users + background;
    const { users: own, ordinals } = node.added[at] ?? { users: { first: 1, count: 0 }, ordinals: { offset: 0, stride: 1 } };
    return { totalUsers, users: { ...own }, ordinals: { ...ordinals } };
  });
  try {
    await node.connection.request("runner.change", { plan, grown }, { timeoutMs: TELL_TIMEOUT_MS });
    return true;
  } catch (error) {
    if (isLiveLoadError(error)) return false;
    throw error;
  }
}

const TELL_TIMEOUT_MS = 5000;

function isRunning({ status }: ClusterNode): boolean {
  return status === "running";
}

function capacityOfNode(node: ClusterNode): number {
  return node.browser === undefined ? 0 : capacityBeside(node.crowd, resourcesOf(node), node.browser).usersPerNode;
}

function checkRoom(running: readonly ClusterNode[], more: number, { users, singleNode, onWarning }: Growth): void {
  const [first] = running;
  if (first?.browser === undefined)
    throw new LiveLoadError("CHANGE_REFUSED", "no node is running that could take more users", {
      hint: "the load has ended on all nodes, or they were lost",
    });
  const room = running.reduce((sum, node) => sum + Math.max(0, capacityOfNode(node) - node.users), 0);
  if (more <= room) return;
  if (!singleNode) throw tooMany(running, { users, more, room });
  try {
    const { crowd, browser } = first;
    planNodes({ users, crowd, maxNodes: 1, singleNode, resources: resourcesOf(first), browser, onWarning });
  } catch (error) {
    if (!isLiveLoadError(error)) throw error;
    throw new LiveLoadError("CHANGE_REFUSED", error.message, { hint: error.hint, details: error.details });
  }
}

function tooMany(
  running: readonly ClusterNode[],
  { users, more, room }: { readonly users: number; readonly more: number; readonly room: number },
): LiveLoadError {
  const most = users - more + room;
  const nodes = `${formatCount(running.length, "node")} of this run ${running.length === 1 ? "carries" : "carry"}`;
  return new LiveLoadError("CHANGE_REFUSED", `${users} users are more than the ${most} that the ${nodes}`, {
    hint: `set at most ${most}: a run gets no nodes while it runs; to leave room, start it with more --users and set them lower, or with larger nodes`,
    details: { users, most },
  });
}
