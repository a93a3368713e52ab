import { isLiveLoadError, LiveLoadError } from "../base/errors.js";
import { formatCount, formatNumber } from "../base/numbers.js";
import type { ChangedLoad } from "../protocol/messages.js";
import { resourcesOf } from "./boot/ask-node.js";
import { capacityBeside, capacityOfProcess } from "./boot/sizing.js";
import { planNodes, shareUsers } from "./cluster-plan.js";
import type { ClusterNode } from "./nodes/cluster-node.js";

/** How far the users of one kind grow: those in browsers, or background users. */
export interface Growth {
  /** All users of this kind, with those that there are already. */
  readonly users: number;
  /** The nodes of users in browsers, or the processes of background users. */
  readonly nodes: readonly ClusterNode[];
  /** Everything that runs users of either kind. */
  readonly everyone: readonly ClusterNode[];
  /** The platform has only one node: more users than it is sized for are a warning. */
  readonly singleNode: boolean;
  readonly onWarning: (message: string) => void;
}

/** A changed load. */
export type ToldLoad = Pick<ChangedLoad, "plan">;

/** How many users the running ones of these nodes, or processes of background users, are sized for. */
export function carriedBy(nodes: readonly ClusterNode[]): number {
  const running = nodes.filter(isRunning);
  return running.reduce((sum, node) => sum + capacityOfNode(node, running), 0);
}

/**
 * Gives each running node its share of the users that are missing; their ids follow all others. Returns the number of users of both
 * kinds after that. Throws `CHANGE_REFUSED` when there is no room for them.
 */
export function growCluster(growth: Growth): number {
  const { nodes, everyone } = growth;
  const [before, all] = [usersOn(nodes), usersOn(everyone)];
  const more = growth.users - before;
  if (more <= 0) return all;
  const running = nodes.filter(isRunning);
  checkRoom(running, more, growth);
  const rooms = running.map((node) => Math.max(0, capacityOfNode(node, running) - node.users));
  for (const [at, { users, ordinals }] of shareUsers(more, rooms).entries()) {
    const share = {
      users: { first: all + users.first, count: users.count },
      ordinals: { offset: before + ordinals.offset, stride: ordinals.stride },
    };
    running[at]?.added.push(share);
  }
  // Every node has to know of every growth, as the parts of a mix depend on it.
  const none = { users: { first: all + more + 1, count: 0 }, ordinals: { offset: growth.users, stride: 1 } };
  for (const node of everyone) if (!running.includes(node)) node.added.push(none);
  // Browsers get what the background users of their node leave, also those that were added.
  for (const { host } of nodes)
    if (host?.crowd !== undefined) host.crowd = { ...host.crowd, users: usersOn(nodes.filter((node) => node.host === host)) };
  return all + more;
}

/** Tells a node of a changed load; `false` when it cannot be reached or does not answer. `totals` are those after each growth. */
export async function tellChange(node: ClusterNode, { plan }: ToldLoad, totals: readonly number[]): Promise<boolean> {
  const grown = totals.map((totalUsers, at) => {
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

function usersOn(nodes: readonly ClusterNode[]): number {
  return nodes.reduce((sum, { users }) => sum + users, 0);
}

/** The users that one of these nodes is sized for; a process of users without a browser, beside the others of its node. */
export function capacityOfNode(node: ClusterNode, nodes: readonly ClusterNode[]): number {
  const { browser, crowd, isBackground, host } = node;
  if (browser === undefined) return 0;
  if (browser.connection !== "protocol") return capacityBeside(crowd, resourcesOf(node), browser).usersPerNode;
  const machine = host ?? node;
  const processes = nodes.filter((one) => (one.host ?? one) === machine).length;
  const beside = isBackground && machine.browser !== undefined ? { users: machine.users, browser: machine.browser } : undefined;
  return capacityOfProcess({ resources: resourcesOf(machine), processes, browser }, beside);
}

function checkRoom(running: readonly ClusterNode[], more: number, growth: Growth): void {
  const [first] = running;
  if (first?.browser === undefined)
    throw new LiveLoadError("CHANGE_REFUSED", "no node is running that could take more users", {
      hint: "the load has ended on all nodes, or they were lost",
    });
  const room = running.reduce((sum, node) => sum + Math.max(0, capacityOfNode(node, running) - node.users), 0);
  if (more <= room) return;
  const { users, singleNode, onWarning } = growth;
  const most = users - more + room;
  if (!singleNode) throw tooMany(running, { users, most });
  const { browser, isBackground } = first;
  const node = first.host ?? first;
  const hasProcesses = browser.connection === "protocol";
  const load = isBackground ? { users: node.users, crowd: { users, browser } } : { users, crowd: first.crowd };
  const sized = { ...load, maxNodes: 1, singleNode, resources: resourcesOf(node), browser: node.browser ?? browser };
  try {
    // It counts as many processes as a run with so many users would begin with; only its refusal counts here.
    planNodes({ ...sized, onWarning: hasProcesses ? () => {} : onWarning });
  } catch (error) {
    if (!isLiveLoadError(error)) throw error;
    throw new LiveLoadError("CHANGE_REFUSED", error.message, { hint: error.hint, details: error.details });
  }
  if (hasProcesses) onWarning(tooManyForProcesses(running, { users, most }));
}

interface Excess {
  readonly users: number;
  /** The users that the running processes are sized for. */
  readonly most: number;
}

/** A run keeps the processes that it began with, however many users are added. */
function tooManyForProcesses(running: readonly ClusterNode[], { users, most }: Excess): string {
  const kind = running[0]?.isBackground === true ? "background user" : "user";
  const places = formatCount(running.length, "process", "processes");
  const risk = "they may be too slow to load the site as planned";
  return `${formatCount(users, kind)} are more than the ${formatNumber(most)} that the ${places} of this run ${running.length === 1 ? "is" : "are"} sized for: ${risk}`;
}

function tooMany(running: readonly ClusterNode[], { users, most }: Excess): LiveLoadError {
  const isCrowd = running[0]?.isBackground === true;
  const [who, option] = isCrowd ? ["background users", "--background-users"] : ["users", "--users"];
  const carry = `${placesOf(running)} of this run ${running.length === 1 ? "carries" : "carry"}`;
  return new LiveLoadError("CHANGE_REFUSED", `${users} ${who} are more than the ${most} that the ${carry}`, {
    hint: `set at most ${most}: a run gets no nodes while it runs; to leave room, start it with more ${option} and set them lower, or with larger nodes`,
    details: { users, most },
  });
}

function placesOf(running: readonly ClusterNode[]): string {
  return running.every(({ host }) => host === undefined)
    ? formatCount(running.length, "node")
    : `${formatNumber(running.length)} ${running.length === 1 ? "process" : "processes"}`;
}
