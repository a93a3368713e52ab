/**
 * What `live-load controller` in a pod and `live-load run --in-cluster` agree on. After this line, a controller waits for its
 * output to be fetched. The exit code follows the text.
 */
export const ENDED_LINE = "live-load: the run has ended, its output can be fetched; exit code ";

/** Paths of a controller's input and output in its pod. */
export const CONTROLLER_FILES = {
  folder: "/tmp/live-load-controller",
  output: "/tmp/live-load-controller/report",
  pack: "/tmp/live-load-controller/report.pack",
} as const;
