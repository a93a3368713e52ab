import type { ClusterNode } from "../../cluster/nodes/cluster-node.js";
import type { OptionValues } from "../../config/options.js";
import type { Assignment } from "../../protocol/messages.js";
import { userNetworkOf } from "../load-test/user-network.js";
import { BUNDLE_PATH } from "./boot-phase.js";
import type { Phase } from "./phase-runner.js";
import type { RunState, SetUpPart } from "./run-state.js";

const PREPARE_TIMEOUT_MS = 60_000;
/** A browser opens several contexts a second. */
const PREPARE_PER_USER_MS = 2000;
/** Limits all nodes together to about two hundred batches per second. */
const NODES_PER_SECOND_OF_INTERVAL = 200;
const [MIN_INTERVAL_MS, MAX_INTERVAL_MS] = [1000, 5000];

/** Sends every node its assignment and waits until all browser contexts are open. */
export const preparePhase: Phase<RunState> = {
  title: "opening browser contexts",
  run: async (state) => {
    const { cluster } = state;
    state.loaded.pools.sharedBy(cluster.nodes.length);
    const most = Math.max(...cluster.nodes.map(({ share }) => share.users.count));
    await cluster.prepare((node) => assignmentOf(node, state), PREPARE_TIMEOUT_MS + PREPARE_PER_USER_MS * most);
  },
};

function assignmentOf({ share }: ClusterNode, { ports, loaded, cluster, setUp }: RunState): Assignment {
  const { scenario, bundle, options, plan, seed, throttles } = loaded;
  const { iterationTimeout, commandTimeout, onFailure, recycleAfter, routes, acceptStatus } = options.values;
  const intervalMs = (1000 * cluster.nodes.length) / NODES_PER_SECOND_OF_INTERVAL;
  return {
    runId: ports.runId,
    scenarioName: scenario.name,
    bundle: { path: BUNDLE_PATH, sha256: bundle.sha256, sizeBytes: bundle.sizeBytes },
    assets: loaded.assets.map(({ name, path, sha256, sizeBytes }) => ({ name, path, sha256, sizeBytes })),
    options: { ...options.values.options },
    setupValue: setupValueOf(setUp),
    pools: loaded.pools.assigned,
    totalUsers: loaded.users,
    users: { ...share.users },
    ordinals: { ...share.ordinals },
    plan,
    iterationTimeoutMs: iterationTimeout,
    commandTimeoutMs: commandTimeout,
    onFailure,
    recycleAfter,
    seed,
    browser: browserOf(options.values, userNetworkOf(loaded)),
    routes: [...routes],
    acceptStatus: [...acceptStatus],
    throttles: throttles.map(({ name, kind }) => ({ name, held: kind === "parallelism" })),
    batchIntervalMs: Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, intervalMs)),
  };
}

/** The browser settings of every node. */
function browserOf(values: OptionValues, network: Assignment["browser"]["network"]): Assignment["browser"] {
  const { browser, headed, viewport, locale, extraHeaders, ignoreCertificateErrors, httpCredentials } = values;
  return {
    connection: browser,
    headed,
    ...(network === undefined ? {} : { network }),
    ...(viewport === undefined ? {} : { viewport: { ...viewport } }),
    ...(locale === undefined ? {} : { locale }),
    ...(Object.keys(extraHeaders).length === 0 ? {} : { extraHeaders: { ...extraHeaders } }),
    ...(ignoreCertificateErrors ? { ignoreCertificateErrors } : {}),
    ...(httpCredentials === undefined
      ? {}
      : { httpCredentials: { username: httpCredentials.username, password: httpCredentials.password.reveal() } }),
  };
}

/** The value that `setup` returned; for a mix, an object of values by part. */
function setupValueOf(setUp: readonly SetUpPart[]): unknown {
  const [first] = setUp;
  if (first?.part.name === undefined) return first?.value;
  return Object.fromEntries(setUp.map(({ part, value }) => [part.name, value]));
}
