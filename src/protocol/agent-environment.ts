/** What an agent finds in its environment. */
export const AGENT_ENVIRONMENT = {
  /** The node's secret. Taken out of the environment before anything else is started. */
  secret: "LIVELOAD_SECRET",
  /** A file with the secret, in place of it. */
  secretFile: "LIVELOAD_SECRET_FILE",
  /**
   * A file with what is this node's own, `{ "argv": […], "env": {…} }`, in place of arguments: for platforms that make nodes
   * alike and tell them apart by a number.
   */
  nodeFile: "LIVELOAD_NODE_FILE",
  /** Marks every process of a node with `<run>/<node>`, so that none can hide from the sweep. */
  node: "LIVELOAD_NODE",
  /** CPUs and bytes of memory that the node may count on, where nothing enforces them. */
  cpus: "LIVELOAD_CPUS",
  memory: "LIVELOAD_MEMORY",
  /** The runner's folder for temporary files, which the watchdog makes and removes. */
  temporaryFolder: "LIVELOAD_TMP",
  /** Areas of the debug log that the controller's user asked for. */
  debug: "LIVELOAD_DEBUG",
  /** Names of variables that `--env` sends to the node, separated by commas: their values are masked in what it tells. */
  passedEnv: "LIVELOAD_PASSED_ENV",
} as const;

/** The value of the mark on a node's processes. */
export function nodeMark(runId: string, nodeId: string): string {
  return `${runId}/${nodeId}`;
}
