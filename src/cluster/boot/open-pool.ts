import { unlessAborted, withDeadline } from "../../base/deadline.js";
import { startListener } from "../../channel/listener.js";
import { AGENT_ENVIRONMENT } from "../../protocol/agent-environment.js";
import type { BackendContext, ClusterBackend } from "../backend.js";
import { createBackend } from "../backends.js";
import type { ClusterPorts } from "../cluster-options.js";
import { placeOf } from "../garbage/backend-place.js";
import { RunLedger } from "../garbage/run-ledger.js";
import type { ClusterNode } from "../nodes/cluster-node.js";
import { debuggedBackend } from "../nodes/debugged-backend.js";
import { NodePool } from "../nodes/node-pool.js";
import type { CheckedClusterOptions } from "./check-cluster-options.js";
import { controllerAddress } from "./controller-address.js";
import { resolvePoolOptions } from "./pool-options.js";

/** Undoes a step of the boot within a grace period in milliseconds; `undefined`: the one of the options. */
export type Undo = (graceMs: number | undefined) => Promise<unknown>;

const RENEW_EVERY_MS = 3000;
const DESTROY_TIMEOUT_MS = 30_000;
/** Shorter if the preflight checks have not passed: there is hardly anything to destroy, and the platform may not answer. */
const SETTLE_TIMEOUT_MS = 2000;
const UNREACHED_DESTROY_TIMEOUT_MS = 5000;

/** Starts the listener and makes the pool of the nodes that dial it; adds what undoes them to `undo`. */
export async function openPool(
  parts: { readonly options: CheckedClusterOptions; readonly ports: ClusterPorts },
  undo: Undo[],
): Promise<{ readonly pool: NodePool; readonly backend: ClusterBackend }> {
  const { options, ports } = parts;
  const { runId, clock, version, events, onWarning, signal, files } = ports;
  const expiresAt = clock.wallTime() + ports.lifetimeMs;
  const backend = debuggedBackend(await backendOf(options, { ...ports, expiresAt }, signal), clock);
  const poolOptions = resolvePoolOptions(options.poolOptions ?? {}, backend.caps);
  let areNodesGone = true;
  await preparePlatform({ options, ports, backend, expiresAt, mayForget: () => areNodesGone }, undo);
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
    env: { ...debugOf(ports.env), ...kindOf(options), ...options.nodeEnv },
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

/** Records the run, and lets the backend check the platform and create what all nodes share. */
async function preparePlatform(
  parts: {
    readonly options: CheckedClusterOptions;
    readonly ports: ClusterPorts;
    readonly backend: ClusterBackend;
    readonly expiresAt: number;
    /** False if nodes could not be ended: the run then stays in the ledger, for `live-load gc`. */
    readonly mayForget: () => boolean;
  },
  undo: Undo[],
): Promise<void> {
  const { options, ports, backend, expiresAt, mayForget } = parts;
  const { runId, clock, signal } = ports;
  const forget = await remember(options, { backend, expiresAt, ports });
  let isReached = false;
  let settled: Promise<void> = Promise.resolve();
  undo.push(async () => {
    // A stopped preflight may still be creating something, which can only be destroyed once it exists.
    await withDeadline(settled, { clock, timeoutMs: SETTLE_TIMEOUT_MS, what: "the preflight to stop" }).catch(() => {});
    const timeoutMs = isReached ? DESTROY_TIMEOUT_MS : UNREACHED_DESTROY_TIMEOUT_MS;
    const wait = { clock, timeoutMs, what: "the rest of the run to be destroyed" };
    await withDeadline(backend.destroyAll(runId), wait).catch((error: unknown) => {
      // A platform that failed its preflight checks holds nothing of this run.
      if (isReached) throw error;
    });
    if (mayForget()) await forget();
  });
  // Pulling an image may take long, and the platform may not answer: a stop does not wait for either.
  const preflight = backend.preflight(signal);
  settled = preflight.catch(() => {});
  await unlessAborted(preflight, signal);
  isReached = true;
}

async function backendOf(
  { backend, backendOptions }: CheckedClusterOptions,
  context: BackendContext,
  signal: AbortSignal,
): Promise<ClusterBackend> {
  return typeof backend === "string" ? createBackend({ name: backend, options: backendOptions ?? {}, context, signal }) : backend;
}

/** Nodes write the same areas of the debug log as the controller. */
function debugOf({ [AGENT_ENVIRONMENT.debug]: value }: ClusterPorts["env"]): Readonly<Record<string, string>> {
  return value === undefined || value === "" ? {} : { [AGENT_ENVIRONMENT.debug]: value };
}

/** Nodes have to know the kind of their users before they are asked to describe themselves. */
function kindOf({ browser }: CheckedClusterOptions): Readonly<Record<string, string>> {
  return browser.connection === "protocol" ? { [AGENT_ENVIRONMENT.withoutBrowser]: "1" } : {};
}

/** Records the run in the ledger before anything of it is created. */
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
