import { machineOf } from "../../base/machine/machine.js";
import { Cluster } from "../../cluster/cluster.js";
import type { ClusterOptions, ClusterPorts } from "../../cluster/cluster-options.js";
import { planDurationMs } from "../../load/load-plan.js";
import { AGENT_ENVIRONMENT } from "../../protocol/agent-environment.js";
import { watchBoot } from "../live/watch-boot.js";
import { tlsCertificate } from "../load-test/tls-certificate.js";
import { MAX_PAUSED_MS } from "../steering/steering.js";
import { collectEvents } from "./collect-events.js";
import type { Phase } from "./phase-runner.js";
import type { RunState } from "./run-state.js";

/** The bundle's path on the controller's listener. */
export const BUNDLE_PATH = "/scenario.mjs";
/** Time on top of the load: for booting, opening contexts, and ending. */
const LIFETIME_ALLOWANCE_MS = 60 * 60_000;
/** Grace period of nodes when the run is interrupted. */
const INTERRUPTED_GRACE_MS = 1500;

/** A scenario that was read, and the world around its run. */
type ScenarioParts = Pick<RunState, "loaded" | "ports">;

/** The same, with a calibration or for a trial. */
type ClusterParts = ScenarioParts & Partial<Pick<RunState, "calibration" | "trial">>;

/** The options of the scenario's cluster. */
export async function clusterOptionsOf({ loaded, ports, calibration, trial }: ClusterParts): Promise<ClusterOptions> {
  const { values } = loaded.options;
  const { browser, headed, backend, backendOptions, poolOptions, maxAllowedNodes, listen, advertise } = values;
  return {
    scenario: { name: loaded.scenario.name },
    users: loaded.users,
    // A trial is of one kind of users alone.
    backgroundUsers: trial === undefined ? (loaded.background?.users ?? 0) : 0,
    figures: calibration?.figures,
    backgroundFigures: calibration?.crowd?.figures,
    trial,
    browser: { connection: browser, headed },
    backend,
    backendOptions,
    poolOptions,
    maxAllowedNodes,
    nodeEnv: nodeEnvOf(values.env, ports.host.env),
    address: { listen, advertise, certificate: await tlsCertificate(values, ports.host.cwd) },
  };
}

/** The world around the scenario's cluster. */
export function clusterPortsOf({ loaded, ports }: ScenarioParts): Partial<ClusterPorts> {
  const { runId, host, stop, emit } = ports;
  return {
    ...machineOf(host),
    runId,
    lifetimeMs: longestMs(loaded) + loaded.options.values.iterationTimeout + MAX_PAUSED_MS + LIFETIME_ALLOWANCE_MS,
    files: new Map<string, Uint8Array>([
      [BUNDLE_PATH, Buffer.from(loaded.bundle.code)],
      ...loaded.assets.map(({ path, bytes }) => [path, bytes] as const),
    ]),
    onWarning: (message) => emit({ type: "warning", message }),
    onProgress: (message) => emit({ type: "boot-progress", message }),
    signal: stop.signal,
  };
}

/** The users of both kinds have plans of their own. */
function longestMs({ plan, background }: RunState["loaded"]): number {
  return Math.max(planDurationMs(plan), background === undefined ? 0 : planDurationMs(background.plan));
}

/** The variables that the option `env` names, as far as they are set here. */
function nodeEnvOf(
  names: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const variables = names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  if (variables.length === 0) return {};
  return { ...Object.fromEntries(variables), [AGENT_ENVIRONMENT.passedEnv]: variables.map(([name]) => name).join(",") };
}

/** Starts the cluster; the teardown ends it, however far the start got. */
export const bootPhase: Phase<RunState> = {
  title: "starting the cluster",
  run: async (state) => {
    const { loaded } = state;
    const { emit } = state.ports;
    const options = await clusterOptionsOf(state);
    state.cluster = await Cluster.start(options, { ...clusterPortsOf(state), events: watchBoot(state, collectEvents(state)) });
    const { sizing, browser } = state.cluster;
    const { users } = loaded;
    emit({ type: "sized", nodes: sizing.nodes, users, usersPerNode: sizing.usersPerNode, browser: browser.version });
  },
  teardown: async (state) => {
    if (!state.hasCluster) return;
    const { stop } = state.ports;
    const isInterrupted = stop.reason === "interrupted" || stop.reason === "terminated";
    await state.cluster.stop(stop.forced.aborted ? { graceMs: 0 } : isInterrupted ? { graceMs: INTERRUPTED_GRACE_MS } : {});
  },
};
