import { unlessAborted, withDeadline } from "../base/deadline.js";
import { isLiveLoadError, LiveLoadError } from "../base/errors.js";
import { startListener } from "../channel/listener.js";
import type { BrowserDescription, NodeResources } from "../protocol/resources.js";
import type { BackendContext, ClusterBackend } from "./backend.js";
import { placeOf } from "./backend-place.js";
import { createBackend } from "./backends.js";
import { withoutBrowser } from "./boot-failure.js";
import type { CheckedClusterOptions } from "./check-cluster-options.js";
import type { ClusterNode } from "./cluster-node.js";
import type { ClusterPorts } from "./cluster-options.js";
import { controllerAddress } from "./controller-address.js";
import { NodePool } from "./node-pool.js";
import { resolvePoolOptions } from "./pool-options.js";
import { RunLedger } from "./run-ledger.js";

/** Undoes a step of the boot, within so many milliseconds; without them, in the time that the options give. */
export type Undo = (graceMs: number | undefined) => Promise<unknown>;

const RENEW_EVERY_MS = 3000;
const DESCRIBE_TIMEOUT_MS = 60_000;
const DESTROY_TIMEOUT_MS = 30_000;
/** There is hardly anything to destroy on a platform whose checks have not passed, and it may not be answering. */
const UNREACHED_DESTROY_TIMEOUT_MS = 5000;

/** Slugs of the scenarios that run in this process. */
const running = new Set<string>();

/** A scenario's name is taken until it is undone. Throws `SCENARIO_ALREADY_RUNNING`. */
export function claim(slug: string, scenario: string): Undo {
  if (running.has(slug)) {
    throw new LiveLoadError("SCENARIO_ALREADY_RUNNING", `the scenario ${JSON.stringify(scenario)} is running already`, {
      hint: "wait for it to end, or give this one another name",
      details: { scenario },
    });
  }
  running.add(slug);
  return async () => running.delete(slug);
}

/** Every step is tried, last things first; rejects with the first that failed. */
export async function undoAll(undo: readonly Undo[], graceMs: number | undefined): Promise<void> {
  const failed: unknown[] = [];
  for (const step of [...undo].reverse()) await step(graceMs).catch((error: unknown) => failed.push(error));
  if (failed.length > 0) throw failed[0];
}

/** The listener, and the pool that boots nodes which dial it; what undoes them is added to `undo`. */
export async function openPool(
  parts: { readonly options: CheckedClusterOptions; readonly ports: ClusterPorts },
  undo: Undo[],
): Promise<{ readonly pool: NodePool; readonly backend: ClusterBackend }> {
  const { options, ports } = parts;
  const { runId, clock, version, events, onWarning, signal, files } = ports;
  const expiresAt = clock.wallTime() + ports.lifetimeMs;
  const backend = await backendOf(options, { ...ports, expiresAt });
  const poolOptions = resolvePoolOptions(options.poolOptions ?? {}, backend.caps);
  // Whatever the backend has made by then is gone afterwards, also when there is no node yet.
  let isReached = false;
  let areNodesGone = true;
  const forget = await remember(options, { backend, expiresAt, ports });
  undo.push(async () => {
    const timeoutMs = isReached ? DESTROY_TIMEOUT_MS : UNREACHED_DESTROY_TIMEOUT_MS;
    const wait = { clock, timeoutMs, what: "the rest of the run to be destroyed" };
    await withDeadline(backend.destroyAll(runId), wait).catch((error: unknown) => {
      // A platform that could not be reached for its checks holds nothing of this run.
      if (isReached) throw error;
    });
    // What could not be ended stays in the ledger.
    if (areNodesGone) await forget();
  });
  // Fetching an image may take long, but whoever stops does not wait for a platform that does not answer.
  await unlessAborted(backend.preflight(signal), signal);
  isReached = true;
  const nodes = new Map<string, ClusterNode>();
  const { host, port, security, urlOf } = controllerAddress(options.address ?? {}, () => backend.reach?.());
  const listener = await startListener({
    clock,
    host,
    port,
    security,
    files,
    secretOf: (name) => nodes.get(name)?.secret,
    onNode: (name, transport) => nodes.get(name)?.accept(transport),
  });
  undo.push(() => listener.close());
  const leaseMs = poolOptions.idleShutdownAfterMs;
  const renewEveryMs = Math.min(RENEW_EVERY_MS, leaseMs / 10);
  const controllerUrl = urlOf(listener.port);
  const timing = { expiresAt, leaseMs, renewEveryMs };
  const pool = new NodePool({
    ...timing,
    slug: options.slug,
    runId,
    backend,
    pool: poolOptions,
    clock,
    version,
    nodes,
    controllerUrl,
    env: options.nodeEnv ?? {},
    events,
    onWarning,
    signal,
  });
  undo.push(async (graceMs = poolOptions.shutdownTimeoutMs) => {
    areNodesGone = false;
    await pool.stop(graceMs);
    areNodesGone = true;
  });
  return { pool, backend };
}

/** The node that everything is sized by. */
export async function bootFirst(pool: NodePool): Promise<ClusterNode> {
  const [first] = await pool.boot([1]);
  if (first === undefined) throw new LiveLoadError("INTERNAL", "no first node");
  return first;
}

/** What a node that has joined really has. */
export function resourcesOf({ resources }: ClusterNode): NodeResources {
  if (resources === undefined) throw new LiveLoadError("INTERNAL", "a joined node has no resources");
  return resources;
}

/** Has a node find its browser, and say what a user costs there, unless that was measured. */
export async function describe(
  node: ClusterNode,
  { browser, figures }: CheckedClusterOptions,
  { signal, backend }: { readonly signal: AbortSignal; readonly backend: ClusterBackend },
): Promise<BrowserDescription> {
  const ask = () => node.connection.request("runner.describe", browser, { timeoutMs: DESCRIBE_TIMEOUT_MS, signal });
  const described = await named(node, ask).catch((error: unknown) => {
    throw withoutBrowser(error, backend);
  });
  node.browser = { ...described, ...figures };
  return node.browser;
}

/** Says, in an error that comes from a node, which one it is. */
export async function named<T>(node: ClusterNode, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isLiveLoadError(error)) throw error;
    const { code, message, hint, cause, details } = isLiveLoadError(error, "CHANNEL_CLOSED")
      ? (node.trouble ?? lostRunner(node, error))
      : error;
    throw new LiveLoadError(code, message, { hint, cause, details: { ...details, node: node.name } });
  }
}

/** The node's watchdog is there, and what it had started is not any more. */
function lostRunner(node: ClusterNode, cause: LiveLoadError): LiveLoadError {
  return new LiveLoadError("CHANNEL_CLOSED", `the node ${node.name} ended before it was ready: ${cause.message}`, {
    hint: "too many users for its CPU and memory, most likely: the warnings above say more; try fewer",
    cause,
  });
}

async function backendOf({ backend, backendOptions }: CheckedClusterOptions, context: BackendContext): Promise<ClusterBackend> {
  return typeof backend === "string" ? createBackend({ name: backend, options: backendOptions ?? {}, context }) : backend;
}

/** Writes the run down before anything of it is created. */
async function remember(
  { backend: given, backendOptions = {} }: CheckedClusterOptions,
  parts: { readonly backend: ClusterBackend; readonly expiresAt: number; readonly ports: ClusterPorts },
): Promise<() => Promise<void>> {
  const { env, runId, pid } = parts.ports;
  const ledger = new RunLedger(env);
  const place = placeOf(typeof given === "string" ? given : parts.backend.name, backendOptions, env);
  await ledger.write({ runId, pid, ...place, expiresAt: parts.expiresAt });
  return () => ledger.remove(runId);
}
