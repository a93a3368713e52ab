import { throwIfAborted } from "../../base/deadline.js";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import type { BrowserDescription } from "../../protocol/resources.js";
import type { ClusterBackend } from "../backend.js";
import type { ClusterOptions, ClusterPorts, Trial } from "../cluster-options.js";
import { planNodes } from "../cluster-plan.js";
import type { ClusterNode } from "../nodes/cluster-node.js";
import type { NodePool } from "../nodes/node-pool.js";
import { describe, describeBackground, resourcesOf } from "./ask-node.js";
import { type CheckedClusterOptions, checkClusterOptions } from "./check-cluster-options.js";
import { openPool, type Undo } from "./open-pool.js";
import { capacityOf, type Sizing } from "./sizing.js";

/** A cluster of which the first node has joined. */
export interface ClusterBoot {
  readonly options: CheckedClusterOptions;
  readonly first: ClusterNode;
  readonly browser: BrowserDescription;
  readonly backend: ClusterBackend;
  /** How many nodes it takes, and for how many users. Throws when the cluster would be too large for the options or the platform. */
  readonly size: (onWarning: (message: string) => void) => ClusterSize;
  /** Boots the nodes after the first. */
  readonly bootRest: (count: number) => Promise<readonly ClusterNode[]>;
  /** The cost of a background user; absent without background users. */
  readonly background: BrowserDescription | undefined;
  /** Starts processes of background users on the nodes: so many on each. */
  readonly bootCrowd: (nodes: readonly ClusterNode[], perNode: number) => Promise<readonly ClusterNode[]>;
  /** Starts processes on the nodes beside their first, for so many on each, and returns them all. */
  readonly bootProcesses: (nodes: readonly ClusterNode[], perNode: number) => Promise<readonly ClusterNode[]>;
  /** Ends everything; only the first call acts. Rejects when something may be left behind. */
  readonly tearDown: (graceMs?: number) => Promise<void>;
}

/** The nodes of a cluster, and the users to spread over them. */
export interface ClusterSize {
  readonly users: number;
  readonly sizing: Sizing;
}

/** Grace period of the nodes when the run is cancelled during boot. */
const ABORTED_GRACE_MS = 2000;

/** Slugs of the scenarios that run in this process. */
const running = new Set<string>();

/**
 * Checks the options, claims the scenario's name, boots the first node and passes it to `use`. When any of that fails,
 * everything is torn down before this rejects.
 */
export async function bootCluster<T>(
  given: ClusterOptions,
  ports: ClusterPorts,
  use: (boot: ClusterBoot) => Promise<T>,
): Promise<T> {
  const options = checkClusterOptions(given);
  throwIfAborted(ports.signal);
  const undo: Undo[] = [claim(options.slug, options.scenario.name)];
  const tearDown = once((graceMs?: number) => undoAll(undo, graceMs));
  try {
    return await use({ ...(await bootFirst(options, ports, undo)), tearDown });
  } catch (error) {
    await tearDown(ports.signal.aborted ? ABORTED_GRACE_MS : undefined).catch((problem: unknown) =>
      ports.onWarning(`cleaning up the cluster failed: ${messageOf(problem)}`),
    );
    throw error;
  }
}

/** Claims a scenario's name until the claim is undone. Throws `SCENARIO_ALREADY_RUNNING`. */
function claim(slug: string, scenario: string): Undo {
  if (running.has(slug)) {
    throw new LiveLoadError("SCENARIO_ALREADY_RUNNING", `the scenario ${JSON.stringify(scenario)} is running already`, {
      hint: "wait for it to end, or give this one another name",
      details: { scenario },
    });
  }
  running.add(slug);
  return async () => running.delete(slug);
}

/** Tries every step, the last one first; rejects with the first failure. */
async function undoAll(undo: readonly Undo[], graceMs: number | undefined): Promise<void> {
  const failed: unknown[] = [];
  for (const step of [...undo].reverse()) await step(graceMs).catch((error: unknown) => failed.push(error));
  if (failed.length > 0) throw failed[0];
}

function once(act: (graceMs?: number) => Promise<void>): (graceMs?: number) => Promise<void> {
  let acting: Promise<void> | undefined;
  return (graceMs) => {
    acting ??= act(graceMs);
    return acting;
  };
}

async function bootFirst(
  options: CheckedClusterOptions,
  ports: ClusterPorts,
  undo: Undo[],
): Promise<Omit<ClusterBoot, "tearDown">> {
  const { pool, backend } = await openPool({ options, ports }, undo);
  const boot = async (indexes: readonly number[]) => {
    const nodes = await pool.boot(indexes);
    await Promise.all(nodes.map((node) => describe(node, options, { signal: ports.signal, backend })));
    return nodes;
  };
  const [first] = await boot([1]);
  if (first?.browser === undefined) throw new LiveLoadError("INTERNAL", "no first node");
  const { browser } = first;
  const { signal } = ports;
  const background = options.backgroundUsers > 0 ? await describeBackground(first, options, signal) : undefined;
  return {
    options,
    first,
    browser,
    background,
    backend,
    size: (onWarning) => sizeOf(first, { browser, background }, { options, backend, onWarning }),
    bootCrowd: async (nodes, perNode) => {
      const crowd = await addProcesses(pool, { nodes, namesOf: (node) => crowdNames(node, perNode), isBackground: true });
      for (const node of crowd) node.browser = background;
      return crowd;
    },
    bootProcesses: async (nodes, perNode) => {
      const added = await addProcesses(pool, { nodes, namesOf: (node) => processNames(node, perNode), isBackground: false });
      for (const node of added) node.browser = node.host?.browser;
      return nodes.flatMap((node) => [node, ...added.filter(({ host }) => host === node)]);
    },
    bootRest: (count) => boot(Array.from({ length: count }, (_, at) => at + 2)),
  };
}

function sizeOf(
  first: ClusterNode,
  { browser, background }: { readonly browser: BrowserDescription; readonly background: BrowserDescription | undefined },
  parts: {
    readonly options: CheckedClusterOptions;
    readonly backend: ClusterBackend;
    readonly onWarning: (message: string) => void;
  },
): ClusterSize {
  const { options, backend, onWarning } = parts;
  const { users, backgroundUsers, trial, maxAllowedNodes: maxNodes } = options;
  const crowd = background === undefined ? undefined : { users: backgroundUsers, browser: background };
  const { singleNode } = backend.caps;
  const resources = resourcesOf(first);
  const size =
    trial === undefined
      ? { users, sizing: planNodes({ users, crowd, maxNodes, singleNode, browser, resources, onWarning }) }
      : trialSize(trial, capacityOf(resources, browser));
  backend.checkRoom?.(size.sizing.nodes);
  return size;
}

interface AddedProcesses {
  readonly nodes: readonly ClusterNode[];
  readonly namesOf: (node: ClusterNode) => readonly string[];
  readonly isBackground: boolean;
}

async function addProcesses(pool: NodePool, { nodes, namesOf, isBackground }: AddedProcesses): Promise<readonly ClusterNode[]> {
  const added = nodes.flatMap((node) => namesOf(node).map((name) => pool.addProcess(node, name, isBackground)));
  return Promise.all(added);
}

/** The node itself is the first of its processes. */
function processNames({ name }: ClusterNode, perNode: number): readonly string[] {
  return Array.from({ length: perNode - 1 }, (_, at) => `${name}-process-${at + 2}`);
}

function crowdNames({ name }: ClusterNode, perNode: number): readonly string[] {
  return Array.from({ length: perNode }, (_, at) => `${name}-crowd-${at + 1}`);
}

function trialSize({ usersOf }: Trial, capacity: Omit<Sizing, "nodes">): ClusterSize {
  return { users: usersOf(capacity), sizing: { ...capacity, nodes: 1 } };
}
