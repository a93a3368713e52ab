import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import { packageVersion } from "../../base/package-version.js";
import { Cluster } from "../../cluster/cluster.js";
import type { AddressOptions } from "../../cluster/controller-address.js";
import type { OptionValues } from "../../config/options.js";
import { planDurationMs } from "../../load/load-plan.js";
import { collectEvents } from "../collect-events.js";
import type { Phase } from "../phase-runner.js";
import type { RunState } from "../run-state.js";

/** Where nodes find the scenario's bundle. */
export const BUNDLE_PATH = "/scenario.mjs";
const AGENT_PATH = fileURLToPath(new URL("../../agent/watchdog.js", import.meta.url));
/** Beside the load itself: for booting, opening contexts, and ending. */
const LIFETIME_ALLOWANCE_MS = 60 * 60_000;
/** Who interrupts a run does not want to wait for nodes that take their time. */
const INTERRUPTED_GRACE_MS = 1500;

async function addressOf({ listen, advertise, tlsCert, tlsKey }: OptionValues, cwd: string): Promise<AddressOptions> {
  if (tlsCert === undefined || tlsKey === undefined) return { listen, advertise };
  const [cert, key] = await Promise.all([readPem("tlsCert", resolve(cwd, tlsCert)), readPem("tlsKey", resolve(cwd, tlsKey))]);
  return { listen, advertise, certificate: { cert, key } };
}

async function readPem(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new LiveLoadError("INVALID_OPTION", `${option} cannot be read: ${messageOf(error)}`, {
      details: { option, value: path },
      cause: error,
    });
  }
}

/** Makes the cluster; its teardown ends it, however far it got. */
export const bootPhase: Phase<RunState> = {
  title: "starting the cluster",
  run: async (state) => {
    const { ports, loaded } = state;
    const { browser, headed, backend, backendOptions, poolOptions, maxAllowedNodes, iterationTimeout } = loaded.options.values;
    const { runId, clock, env, platform, execPath, stop, emit } = ports;
    state.cluster = await Cluster.start(
      {
        scenario: { name: loaded.scenario.name },
        users: loaded.users,
        browser: { connection: browser, headed },
        backend,
        backendOptions,
        poolOptions,
        maxAllowedNodes,
        address: await addressOf(loaded.options.values, ports.cwd),
      },
      {
        runId,
        clock,
        env,
        platform,
        execPath,
        agentPath: AGENT_PATH,
        version: packageVersion(),
        lifetimeMs: planDurationMs(loaded.plan) + iterationTimeout + LIFETIME_ALLOWANCE_MS,
        files: new Map([[BUNDLE_PATH, Buffer.from(loaded.bundle.code)]]),
        events: collectEvents(state),
        onWarning: (message) => emit({ type: "warning", message }),
        signal: stop.signal,
      },
    );
    const { sizing, browser: found } = state.cluster;
    const { users } = loaded;
    emit({ type: "sized", nodes: sizing.nodes, users, usersPerNode: sizing.usersPerNode, browser: found.version });
  },
  teardown: async (state) => {
    if (!state.hasCluster) return;
    const { stop } = state.ports;
    const isInterrupted = stop.reason === "interrupted" || stop.reason === "terminated";
    await state.cluster.stop(stop.forced.aborted ? { graceMs: 0 } : isInterrupted ? { graceMs: INTERRUPTED_GRACE_MS } : {});
  },
};
