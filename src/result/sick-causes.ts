import type { SickCause } from "../telemetry/sick-cause.js";

/** What a node suffered from, for a person. */
export const SICK_CAUSE_TEXT: Readonly<Record<SickCause, string>> = {
  "cpu-throttled": "its CPU quota held it back",
  "out-of-memory": "a process was killed because memory ran out",
  "event-loop-delay": "the agent itself was late",
  "browser-late": "the browser answered late",
  "page-timers-late": "timers in the pages were late",
  unmeasured: "a part of it stood still, or did not report in time",
};
