import { setMaxListeners } from "node:events";
import { fileURLToPath } from "node:url";
import { processHost } from "../base/host.js";
import { newRunId } from "../base/ids.js";
import { packageVersion } from "../base/package-version.js";
import type { ClusterPorts } from "./cluster-options.js";

const AGENT_PATH = fileURLToPath(new URL("../agent/watchdog.js", import.meta.url));
const LIFETIME_MS = 24 * 60 * 60_000;

/** The world as it is around this process, with nobody who listens; what `given` says comes first. */
export function clusterPorts(given: Partial<ClusterPorts>): ClusterPorts {
  const { clock, env, platform, execPath, pid } = processHost();
  const ports: ClusterPorts = {
    runId: newRunId(clock.wallTime()),
    pid,
    clock,
    env,
    platform,
    execPath,
    agentPath: AGENT_PATH,
    version: packageVersion(),
    lifetimeMs: LIFETIME_MS,
    files: new Map(),
    events: {
      onBatch: async () => {},
      onProgress: () => {},
      onAbort: () => {},
      onWarning: () => {},
      onOutput: () => {},
      onArtifact: () => {},
      onLease: () => ({ rows: [], usedUp: true }),
      onRows: () => ({ rows: [] }),
      onStatus: () => {},
      onReachable: () => {},
      onThrottles: () => {},
      onResumed: () => {},
    },
    onWarning: () => {},
    onProgress: () => {},
    signal: new AbortController().signal,
    ...given,
  };
  // Every node listens to it.
  setMaxListeners(0, ports.signal);
  return ports;
}
