import type { ClusterNode } from "../../cluster/nodes/cluster-node.js";
import { BROWSER_OPTION_NAMES } from "../../config/site-options.js";
import type { Assignment } from "../../protocol/messages.js";
import { browserOptionsOf, type ParsedBrowserOptions } from "../../scenario/browser-options/option-parsers.js";
import { PerUser } from "../../scenario/browser-options/per-user.js";
import type { LoadedScenario } from "../load-test/loaded-scenario.js";
import { userNetworkOf } from "../load-test/user-network.js";
import { BUNDLE_PATH } from "./boot-phase.js";
import type { Phase } from "./phase-runner.js";
import type { RunState, SetUpPart } from "./run-state.js";

const PREPARE_TIMEOUT_MS = 60_000;
/** A browser opens several contexts a second. */
const PREPARE_PER_USER_MS = 2000;
/** A user without a browser is there at once. */
const PREPARE_PER_BACKGROUND_USER_MS = 20;
/** Limits all nodes together to about two hundred batches per second. */
const NODES_PER_SECOND_OF_INTERVAL = 200;
const [MIN_INTERVAL_MS, MAX_INTERVAL_MS] = [1000, 5000];

/** Sends every node its assignment and waits until all browser contexts are open. */
export const preparePhase: Phase<RunState> = {
  title: "opening browser contexts",
  run: async (state) => {
    const { cluster } = state;
    state.loaded.pools.sharedBy(cluster.everyone.length);
    await cluster.prepare(
      (node) => assignmentOf(node, state),
      (node) => timeoutMsOf(node, state),
    );
  },
};

/** Each node calls `config` first. */
function timeoutMsOf({ share, isBackground }: ClusterNode, { loaded }: RunState): number {
  const perUserMs = isBackground ? PREPARE_PER_BACKGROUND_USER_MS : PREPARE_PER_USER_MS;
  return PREPARE_TIMEOUT_MS + loaded.options.values.setupTimeout + perUserMs * share.users.count;
}

function assignmentOf({ share, isBackground }: ClusterNode, { ports, loaded, cluster, setUp, trial }: RunState): Assignment {
  const { scenario, bundle, options, seed, throttles } = loaded;
  const { plan } = isBackground && loaded.background !== undefined ? loaded.background : loaded;
  const { iterationTimeout, commandTimeout, setupTimeout, onFailure, recycleAfter, iterations, routes, acceptStatus, strict } =
    options.values;
  const intervalMs = (1000 * cluster.everyone.length) / NODES_PER_SECOND_OF_INTERVAL;
  return {
    runId: ports.runId,
    scenarioName: scenario.name,
    bundle: { path: BUNDLE_PATH, sha256: bundle.sha256, sizeBytes: bundle.sizeBytes },
    assets: loaded.assets.map(({ name, path, sha256, sizeBytes }) => ({ name, path, sha256, sizeBytes })),
    options: { ...options.values.options },
    setupValue: setupValueOf(setUp),
    pools: loaded.pools.assigned,
    totalUsers: loaded.users,
    backgroundUsers: cluster.backgroundUsers,
    users: { ...share.users },
    ordinals: { ...share.ordinals },
    plan,
    iterationTimeoutMs: iterationTimeout,
    commandTimeoutMs: commandTimeout,
    setupTimeoutMs: setupTimeout,
    onFailure,
    recycleAfter,
    // A scenario's own number does not count where a stronger source asks for a rate.
    ...(iterations === undefined || plan.kind === "open" ? {} : { iterations }),
    seed,
    browser: { ...browserOf(loaded), ...(isBackground ? WITHOUT_BROWSER : {}) },
    routes: [...routes],
    acceptStatus: [...acceptStatus],
    strict,
    throttles: throttles.map(({ name, kind }) => ({ name, held: kind === "parallelism" })),
    ...evidenceOf(ports, trial === undefined ? options.values.evidence : "off"),
    trace: options.values.trace && trial === undefined && !isBackground,
    batchIntervalMs: Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, intervalMs)),
  };
}

const WITHOUT_BROWSER = { connection: "protocol", headed: false };

/** Nobody looks at the trial of a calibration. */
function evidenceOf({ debug }: RunState["ports"], asked: "on" | "off"): Pick<Assignment, "evidence" | "debug"> {
  if (debug === undefined) return { evidence: asked === "on" ? "failures" : "off" };
  return { evidence: asked === "on" ? "always" : "off", debug: { tellsSteps: true, ...debug } };
}

/** The browser settings of every node. */
export function browserOf(loaded: LoadedScenario): Assignment["browser"] {
  const { values } = loaded.options;
  const { storageState } = loaded;
  const network = userNetworkOf(loaded);
  const names = BROWSER_OPTION_NAMES.filter((name) => values[name] !== undefined);
  const perUser = names.filter((name) => values[name] instanceof PerUser);
  const fixed = names.filter((name) => name !== "storageState" && !perUser.includes(name)).map((name) => [name, values[name]]);
  return {
    connection: values.browser,
    headed: values.headed,
    ...(browserOptionsOf(Object.fromEntries(fixed) as ParsedBrowserOptions) as Partial<Assignment["browser"]>),
    ...(storageState === undefined ? {} : { storageState: storageState }),
    ...(perUser.length === 0 ? {} : { perUser }),
    ...(network === undefined ? {} : { network }),
  };
}

/** The value that `setup` returned; for a mix, an object of values by part. */
function setupValueOf(setUp: readonly SetUpPart[]): unknown {
  const [first] = setUp;
  if (first?.part.name === undefined) return first?.value;
  return Object.fromEntries(setUp.map(({ part, value }) => [part.name, value]));
}
