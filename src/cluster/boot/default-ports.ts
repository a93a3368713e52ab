import { setMaxListeners } from "node:events";
import { fileURLToPath } from "node:url";
import { processHost } from "../../base/host.js";
import { newRunId } from "../../base/ids.js";
import { invalidOption, isRecord, refuseUnknownKeys } from "../../base/invalid-option.js";
import { machineOf } from "../../base/machine/machine.js";
import { packageVersion } from "../../base/package-version.js";
import type { ClusterPorts } from "../cluster-options.js";
import type { NodeEvents } from "../nodes/cluster-node.js";

const AGENT_PATH = fileURLToPath(new URL("../../agent/watchdog/watchdog.js", import.meta.url));
const LIFETIME_MS = 24 * 60 * 60_000;

/** Handlers of a node's events that do nothing. */
export const NO_LISTENERS: NodeEvents = {
  onBatch: async () => {},
  notices: {},
  requests: {},
  onWarning: () => {},
  onResumed: () => {},
  onStatus: () => {},
  onReachable: () => {},
};

/** Defaults from this process, with event handlers that do nothing; members of `given` override them. Throws `INVALID_OPTION`. */
export function clusterPorts(given: Partial<ClusterPorts>): ClusterPorts {
  if (!isRecord(given)) throw invalidOption({ option: "ports", value: given, allowed: "an object" });
  const machine = machineOf(processHost());
  const defaults: ClusterPorts = {
    ...machine,
    runId: newRunId(machine.clock.wallTime()),
    agentPath: AGENT_PATH,
    version: packageVersion(),
    lifetimeMs: LIFETIME_MS,
    files: new Map(),
    events: NO_LISTENERS,
    onWarning: () => {},
    onProgress: () => {},
    signal: new AbortController().signal,
  };
  refuseUnknownKeys(given, Object.keys(defaults), "the second argument of Cluster.start");
  for (const [name, value] of Object.entries(given)) {
    const kind = typeof defaults[name as keyof ClusterPorts];
    if (value !== undefined && typeof value !== kind)
      throw invalidOption({ option: name, value, allowed: kind === "object" ? "an object" : `a ${kind}` });
  }
  if (given.signal !== undefined && !(given.signal instanceof AbortSignal))
    throw invalidOption({ option: "signal", value: given.signal, allowed: "an AbortSignal" });
  const replaced = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const ports: ClusterPorts = { ...defaults, ...replaced };
  // Every node adds a listener to it.
  setMaxListeners(0, ports.signal);
  return ports;
}
