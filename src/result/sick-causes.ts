import type { SickCause } from "../telemetry/sick-cause.js";

/** Each cause in words. */
export const SICK_CAUSE_TEXT: Readonly<Record<SickCause, string>> = {
  "cpu-throttled": "its CPU quota held it back",
  "out-of-memory": "a process was killed because memory ran out",
  "event-loop-delay": "the agent itself ran late",
  "browser-late": "the browser answered late",
  "page-timers-late": "timers in the pages were late",
  unmeasured: "part of it froze, or did not report in time",
};
