import { z } from "zod";
import { maskSecretsIn } from "../../base/secrets/mask-secrets.js";
import type { ClusterNode } from "../../cluster/nodes/cluster-node.js";
import { targetUsers } from "../../load/closed-plan.js";
import type { LoadPlan } from "../../load/load-plan.js";
import { heldValueAt, lengthFrom, pauseEndMs } from "../../load/plan-changes.js";
import { loadChangeSchema } from "../../result/model.js";
import { currentRate } from "../live/current-rate.js";
import type { RunState } from "../phases/run-state.js";
import type { BackgroundProgress } from "../run-events.js";
import { lastingLoad } from "./lasting-load.js";
import type { SteeredLoad } from "./steered-load.js";

const milliseconds = z.number();
const count = z.number();

const target = z.object({ of: z.enum(["users", "rate"]), value: z.number() });

/** What a run is doing. Public format of `live-load status --json`; times are in milliseconds. */
export const runStatusSchema = z.object({
  runId: z.string(),
  /** The scenario's name, or its file until that was read. */
  name: z.string(),
  pid: z.number(),
  outputFolder: z.string(),
  /** `starting` until the load begins, `ending` once its time is over or it was stopped. */
  state: z.enum(["starting", "running", "paused", "ending"]),
  /** What it does now: `opening browser contexts`. */
  phase: z.string(),
  /** When the load began, in ISO 8601; null before. */
  startedAt: z.string().nullable(),
  /** Of the load, its pauses included; during a pause, as if it ended now. */
  elapsedMs: milliseconds,
  durationMs: milliseconds,
  /** The target at this moment: users, or iterations per second. */
  target,
  users: z.object({
    active: count,
    /** The most that were ever planned. */
    most: count,
    /** How many the running nodes are sized for; null before they are there. */
    carried: count.nullable(),
  }),
  iterations: z.object({ finished: count, failed: count, perSecond: z.number() }),
  /** The leading latency of the last seconds; null while there are no samples. */
  latency: z.object({ metric: z.string(), p95Ms: milliseconds }).nullable(),
  nodes: z.object({ total: count, running: count, lost: count }),
  /** Present when there are background users; `failed` counts their iterations, `sick` and `lost` their processes. */
  background: z
    .object({
      target,
      activeUsers: count,
      mostUsers: count,
      /** How many their running processes are sized for; null before they are there. */
      carriedUsers: count.nullable(),
      iterationsPerSecond: z.number(),
      failed: count,
      sick: count,
      lost: count,
    })
    .optional(),
  changes: z.array(loadChangeSchema),
});
/** What a run is doing. */
export type RunStatus = z.infer<typeof runStatusSchema>;

/** The status of a run whose phase has this title. */
export function runStatusOf(state: RunState, phase: string): RunStatus {
  const { ports, aggregate } = state;
  const { activeUsers, iterations, iterationsPerSecond, failedIterations, latency } = aggregate.snapshot();
  const nodes = state.hasCluster ? state.cluster.nodes : [];
  const background = backgroundOf(state);
  return maskSecretsIn({
    runId: ports.runId,
    name: state.isLoaded ? state.loaded.scenario.name : ports.file,
    pid: ports.host.pid,
    outputFolder: state.folder.path,
    phase,
    startedAt: state.start === undefined ? null : new Date(state.start.startedAtMs).toISOString(),
    ...loadOf(state),
    users: {
      active: activeUsers,
      most: state.isLoaded ? state.load.users : 0,
      carried: state.hasCluster && state.start !== undefined ? state.cluster.carries : null,
    },
    iterations: { finished: iterations, failed: failedIterations, perSecond: currentRate(nodes, iterationsPerSecond) },
    latency: latency ?? null,
    nodes: nodeCounts(nodes),
    ...(background === undefined ? {} : { background }),
  });
}

function backgroundOf(state: RunState): RunStatus["background"] {
  const progress = backgroundProgressOf(state);
  if (progress === undefined || state.backgroundLoad === undefined) return undefined;
  return {
    ...progress,
    target: targetOf(state, state.backgroundLoad),
    mostUsers: state.backgroundLoad.users,
    carriedUsers: state.hasCluster && state.start !== undefined ? state.cluster.crowdCarries : null,
  };
}

function loadOf(state: RunState): Pick<RunStatus, "state" | "elapsedMs" | "durationMs" | "target" | "changes"> {
  if (!state.isLoaded) return { ...NOT_STARTED, durationMs: 0, target: { of: "users", value: 0 }, changes: [] };
  const { load, start } = state;
  const { plan: lasting, durationMs } = lastingLoad(state);
  const target = targetOf(state, load);
  if (start === undefined) return { ...NOT_STARTED, durationMs, target, changes: [] };
  const elapsedMs = elapsedSince(state, start.t0Ms);
  const isPaused = pauseEndMs(lasting, elapsedMs) !== undefined;
  return {
    state: isEnding(state, elapsedMs) ? "ending" : isPaused ? "paused" : "running",
    elapsedMs,
    durationMs: lengthFrom(lasting, elapsedMs),
    target,
    changes: [...load.changes],
  };
}

/** The target of the users of one kind at this moment. */
function targetOf(state: RunState, { plan }: SteeredLoad): RunStatus["target"] {
  const of = plan.kind === "closed" ? "users" : "rate";
  if (state.start === undefined) return { of, value: 0 };
  const elapsedMs = elapsedSince(state, state.start.t0Ms);
  return { of, value: isEnding(state, elapsedMs) ? 0 : plannedAt(plan, elapsedMs) };
}

function elapsedSince({ endedAtMs, ports }: RunState, t0Ms: number): number {
  return Math.max(0, (endedAtMs ?? ports.host.clock.now()) - t0Ms);
}

function isEnding(state: RunState, elapsedMs: number): boolean {
  const { endedAtMs, ports } = state;
  return endedAtMs !== undefined || elapsedMs >= lastingLoad(state).durationMs || ports.stop.reason !== undefined;
}

/** The current figures of background users; `undefined` when there are none. */
export function backgroundProgressOf(
  state: Pick<RunState, "background" | "backgroundLoad" | "hasCluster" | "cluster">,
): BackgroundProgress | undefined {
  if (state.backgroundLoad === undefined) return undefined;
  const { activeUsers, iterationsPerSecond, failedIterations } = state.background.snapshot();
  const crowd = state.hasCluster ? state.cluster.crowd : [];
  const isSick = ({ name }: ClusterNode) => state.background.node(name)?.latest?.sick !== undefined;
  const lost = crowd.filter(isGone).length;
  const sick = crowd.filter((node) => !isGone(node) && isSick(node)).length;
  return { activeUsers, iterationsPerSecond: currentRate(crowd, iterationsPerSecond), failed: failedIterations, sick, lost };
}

/** Counts nodes, not their processes: one that has lost a process counts as lost. */
function nodeCounts(nodes: readonly ClusterNode[]): RunStatus["nodes"] {
  const hostsOf = (processes: readonly ClusterNode[]) => new Set(processes.map((node) => node.host ?? node));
  const lost = hostsOf(nodes.filter(isGone));
  const running = [...hostsOf(nodes.filter(({ status }) => status === "running"))].filter((node) => !lost.has(node));
  return { total: hostsOf(nodes).size, running: running.length, lost: lost.size };
}

function isGone({ status }: ClusterNode): boolean {
  return status === "lost" || status === "failed";
}

/** How many users, or iterations per second, are planned at this time since T0; 0 in a pause. */
export function plannedAt(plan: LoadPlan, atMs: number): number {
  if (plan.kind === "closed") return Math.ceil(targetUsers(plan, atMs));
  return pauseEndMs(plan, atMs) === undefined ? heldValueAt(plan, atMs) : 0;
}

const NOT_STARTED = { state: "starting", elapsedMs: 0 } as const;
