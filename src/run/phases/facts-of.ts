import type { LiveLoadError } from "../../base/errors.js";
import { packageVersion } from "../../base/package-version.js";
import { maskSecretsIn } from "../../base/secrets/mask-secrets.js";
import type { ClusterNode } from "../../cluster/nodes/cluster-node.js";
import { type LoadPlan, planDurationMs, plannedLoad } from "../../load/load-plan.js";
import type { NodeResources } from "../../protocol/resources.js";
import type { RunAggregate } from "../../result/run-aggregate.js";
import type { BackgroundFacts, NodeFacts, NodeShareFrom, RunFacts, RunStop, UserAccount } from "../../result/run-facts.js";
import type { LoadPlans } from "../journal/journal-note.js";
import { shownOptions } from "../load-test/shown-options.js";
import { scenarioStem } from "../report-folder/output-index.js";
import type { SteeredLoad } from "../steering/steered-load.js";
import { ownDurationMs, type UsersOf } from "./own-duration.js";
import type { RunState } from "./run-state.js";

/** The current facts about the run besides its measurements, without secrets, for journal and result. */
export function factsOf(state: RunState, error: LiveLoadError | undefined): RunFacts {
  const { ports, journal, start } = state;
  const { options, seed, name, requested } = scenarioFacts(state);
  const durationMs = start === undefined ? 0 : Math.max(0, (state.endedAtMs ?? ports.host.clock.now()) - start.t0Ms);
  const { thresholds, maxFailureRate, lostLoadTolerance } = options.values;
  return maskSecretsIn({
    runId: ports.runId,
    name,
    liveloadVersion: packageVersion(),
    generatedAtMs: ports.host.clock.wallTime(),
    options: shownOptions(options.values),
    seed,
    startedAtMs: start?.startedAtMs,
    startSkewMs: start?.skewMs ?? 0,
    durationMs,
    ...kindFactsOf(state, browserUsers(state, requested), durationMs),
    ...(state.isLoaded ? { changes: state.load.changes } : {}),
    thresholds,
    maxFailureRate,
    lostLoadTolerance,
    journal: journal.status,
    evidence: state.evidence.kept,
    traces: state.traces.kept,
    stopped: stopOf(state),
    error: error === undefined ? undefined : { code: error.code, message: error.message, hint: error.hint },
    ...(state.backgroundLoad === undefined
      ? {}
      : { background: kindFactsOf(state, backgroundUsers(state, state.backgroundLoad), durationMs) }),
  });
}

/** The plans of a run, as they stand now. */
export function plansOf({ load, backgroundLoad }: Pick<RunState, "load" | "backgroundLoad">): LoadPlans {
  return { plan: load.plan, ...(backgroundLoad === undefined ? {} : { backgroundPlan: backgroundLoad.plan }) };
}

/** One kind of users, what runs them, and what they measured. */
interface UserKind {
  readonly of: UsersOf;
  readonly requested: number;
  /** Absent before the scenario has been read. */
  readonly load: SteeredLoad | undefined;
  /** The users that the load began with. */
  readonly firstUsers: number;
  readonly nodes: readonly ClusterNode[];
  readonly aggregate: RunAggregate;
}

function browserUsers(state: RunState, requested: number): UserKind {
  const nodes = state.hasCluster ? state.cluster.nodes : [];
  const [load, firstUsers] = state.isLoaded ? [state.load, state.loaded.users] : [undefined, requested];
  return { of: "browsers", requested, load, firstUsers, nodes, aggregate: state.aggregate };
}

function backgroundUsers(state: RunState, load: SteeredLoad): UserKind {
  const nodes = state.hasCluster ? state.cluster.crowd : [];
  const firstUsers = state.loaded.background?.users ?? load.users;
  return { of: "background", requested: load.users, load, firstUsers, nodes, aggregate: state.background };
}

function kindFactsOf(state: RunState, kind: UserKind, durationMs: number): BackgroundFacts {
  const [first] = kind.nodes;
  const ownMs = ownDurationMs(state, kind.of, durationMs);
  return {
    ...(ownMs === undefined ? {} : { ownDurationMs: ownMs }),
    users: usersOf(state, kind),
    nodes: kind.nodes.map((node) => nodeFactsOf(node, { state, kind, durationMs })),
    ...loadOf(state, kind, durationMs),
    notMeasured: first?.browser?.cannotMeasure ?? [],
  };
}

/** A lost node's share of the planned load between its last report, `lastMs`, and `endMs`. */
export function lostLoad(
  plan: LoadPlan,
  shares: readonly NodeShareFrom[],
  { lastMs, endMs }: { readonly lastMs: number; readonly endMs: number },
): number {
  const parts = shares.map(({ fromMs, share }, at) => {
    const [from, to] = [Math.max(lastMs, fromMs), Math.min(endMs, shares[at + 1]?.fromMs ?? endMs)];
    return to > from ? share * plannedLoad(plan, from, to) : 0;
  });
  return parts.reduce((total, part) => total + part, 0);
}

/** A node's share of the users over time: it changes when the cluster grows. */
function sharesOf({ share, added }: ClusterNode, { load, firstUsers }: UserKind): readonly NodeShareFrom[] {
  let users = share.users.count;
  const shares = [{ fromMs: 0, share: users / Math.max(1, firstUsers) }];
  for (const { atMs, users: all, place } of load?.growths ?? []) {
    users += added[place]?.users.count ?? 0;
    shares.push({ fromMs: atMs, share: users / all });
  }
  return shares;
}

function scenarioFacts(state: RunState) {
  if (!state.isLoaded) {
    const { users, seed } = state.given.values;
    return { options: state.given, seed: seed ?? 0, name: scenarioStem(state.ports.file), requested: users };
  }
  const { options, seed, scenario } = state.loaded;
  return { options, seed, name: scenario.name, requested: state.load.users };
}

/** Users in none of these groups were lost with a node. */
function usersOf({ start }: RunState, { requested, nodes }: UserKind): UserAccount {
  if (start === undefined) return { requested, succeeded: 0, failed: 0, neverStarted: requested };
  const tallies = nodes.map(tallyOf);
  const sum = (key: "succeeded" | "failed" | "neverStarted") => tallies.reduce((total, users) => total + users[key], 0);
  return { requested, succeeded: sum("succeeded"), failed: sum("failed"), neverStarted: sum("neverStarted") };
}

/** Users that were added when all others of their node had ended never started. */
function tallyOf({ users, finish }: ClusterNode): Omit<UserAccount, "requested"> {
  if (finish === undefined) return { succeeded: 0, failed: 0, neverStarted: 0 };
  const { succeeded, failed, neverStarted } = finish.users;
  return { succeeded, failed, neverStarted: Math.max(neverStarted, users - succeeded - failed) };
}

function nodeFactsOf(
  node: ClusterNode,
  { state, kind, durationMs }: { readonly state: RunState; readonly kind: UserKind; readonly durationMs: number },
): NodeFacts {
  const { ports, start } = state;
  const isGrown = kind.load !== undefined && kind.load.growths.length > 0;
  const { name, host, status, resources, browser, users, finish } = node;
  const isGone = status === "lost" || status === "failed";
  const wasStopped = ports.stop.reason !== undefined;
  return {
    name,
    ...(host === undefined ? {} : { host: host.name }),
    status: isGone ? status : finish !== undefined && !wasStopped ? "finished" : "stopped",
    resources: resources === undefined ? undefined : definedOnly(resources),
    browser: browser === undefined ? undefined : { connection: browser.connection, version: browser.version },
    users,
    ...(isGrown ? { shares: sharesOf(node, kind) } : {}),
    ...(start === undefined ? {} : absenceOf(node, start.t0Ms, durationMs)),
  };
}

/** When the node was disconnected during the load, and when it was lost. */
function absenceOf(
  { silences, lostAtMs }: ClusterNode,
  t0Ms: number,
  durationMs: number,
): Pick<NodeFacts, "disconnections" | "lostAtMs"> {
  const fromT0 = (ms: number) => Math.max(0, ms - t0Ms);
  const until = Math.min(t0Ms + durationMs, lostAtMs ?? Number.POSITIVE_INFINITY);
  const disconnections = silences
    .upTo(until)
    .map(({ fromMs, toMs }) => ({ fromMs: fromT0(fromMs), toMs: fromT0(Math.min(toMs, until)) }))
    .filter(({ fromMs, toMs }) => toMs > fromMs);
  return { disconnections, ...(lostAtMs === undefined ? {} : { lostAtMs: fromT0(lostAtMs) }) };
}

function definedOnly(resources: NodeResources): Readonly<Record<string, string | number>> {
  return Object.fromEntries(Object.entries(resources).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function loadOf(
  state: RunState,
  kind: UserKind,
  durationMs: number,
): Pick<RunFacts, "plannedLoad" | "lostLoad" | "plannedUserSeconds"> {
  if (kind.load === undefined || !state.hasCluster || state.start === undefined) return { plannedLoad: 0, lostLoad: 0 };
  const { options } = state.loaded;
  const { plan } = kind.load;
  const gone = kind.nodes.filter(({ status }) => status === "lost" || status === "failed");
  // Users may end early, by themselves or because the run was stopped. With nodes lost, nobody knows what they would have done.
  const isKnown = state.ports.stop.reason !== undefined || gone.length === 0;
  const endMs = isKnown ? Math.min(durationMs, planDurationMs(plan)) : planDurationMs(plan);
  const lost = gone.map((node) => {
    const lastMs = ((kind.aggregate.node(node.name)?.lastSecond ?? -1) + 1) * 1000;
    return lostLoad(plan, sharesOf(node, kind), { lastMs, endMs });
  });
  const planned = plannedLoad(plan, 0, endMs);
  return {
    plannedLoad: planned,
    lostLoad: lost.reduce((total, part) => total + part, 0),
    // Without a planned time for each user, the time that they were there counts.
    ...(plan.kind === "closed" && options.values.iterations === undefined ? { plannedUserSeconds: planned } : {}),
  };
}

function stopOf({ ports, abort }: RunState): RunStop | undefined {
  const { reason } = ports.stop;
  return reason === undefined ? undefined : { reason, ...(reason === "aborted" ? abort : {}) };
}
