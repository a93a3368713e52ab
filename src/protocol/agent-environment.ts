/** Environment variables of an agent. */
export const AGENT_ENVIRONMENT = {
  /** The node's secret. Taken out of the environment before anything else is started. */
  secret: "LIVELOAD_SECRET",
  /** A file with the secret, in place of it. */
  secretFile: "LIVELOAD_SECRET_FILE",
  /**
   * A file with this node's own arguments and variables, `{ "argv": […], "env": {…} }`: for platforms whose nodes have one
   * specification and differ by an index.
   */
  nodeFile: "LIVELOAD_NODE_FILE",
  /** Marks every process of a node with `<run>/<node>`, so that the final sweep finds all of them. */
  node: "LIVELOAD_NODE",
  /** CPUs and bytes of memory that the node may use, where the platform does not enforce them. */
  cpus: "LIVELOAD_CPUS",
  memory: "LIVELOAD_MEMORY",
  /** The runner's folder for temporary files; the watchdog creates and removes it. */
  temporaryFolder: "LIVELOAD_TMP",
  /** Areas of the debug log that the controller's user asked for. */
  debug: "LIVELOAD_DEBUG",
  /** Names of variables that `--env` passes to the node, separated by commas: their values are masked in its output. */
  passedEnv: "LIVELOAD_PASSED_ENV",
  /** Set to 1 when the users of the node's first process have no browser; those of further processes never have one. */
  withoutBrowser: "LIVELOAD_WITHOUT_BROWSER",
} as const;

/** The mark on a node's processes. */
export function nodeMark(runId: string, nodeId: string): string {
  return `${runId}/${nodeId}`;
}
