/** The reasons for which a second of a node counts as sick. Their order is part of the batch format. */
export const SICK_CAUSES = [
  "cpu-throttled",
  "out-of-memory",
  "event-loop-delay",
  "browser-late",
  "page-timers-late",
  "unmeasured",
] as const;
/** Why a second of a node counts as sick. */
export type SickCause = (typeof SICK_CAUSES)[number];
