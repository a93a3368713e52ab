/** Hits of a throttled load, and how many the throttle should have let through. */
export interface PacedHits {
  /** When each hit arrived, in milliseconds since the load began, in order. */
  readonly offsetsMs: readonly number[];
  /** How many hits are due in this many milliseconds. */
  readonly dueBy: (ms: number) => number;
  readonly untilMs: number;
}

/** How a throttled load kept its pace. Counts are of hits. */
export interface Pace {
  /** Hits that arrived before `untilMs`. */
  readonly hits: number;
  /** Hits that were due from the beginning of the load until `untilMs`. */
  readonly due: number;
  /** Hits that the throttle owed between the first hit and `untilMs` and that did not arrive; negative when there were too many. */
  readonly behind: number;
  /** Hits missed in pauses too recent for the throttle to have made up for them. A busy machine makes such pauses; a slow throttle does not. */
  readonly excused: number;
}

/** A pause is a gap in which at least this many hits were due. */
const PAUSE_HITS = 3;
/** The throttle goes 10 % faster after a pause, so it has made up for a pause of 1 s by then. */
const MADE_UP_MS = 10_000;

/** Users have to open the page before they can hit anything, so the count begins at the first hit. */
export function paceOf({ offsetsMs, dueBy, untilMs }: PacedHits): Pace {
  const arrived = offsetsMs.filter((ms) => ms < untilMs);
  const [first = untilMs] = arrived;
  const missed = gapsOf([...arrived, untilMs])
    .filter(([, to]) => to > untilMs - MADE_UP_MS)
    .map(([from, to]) => dueBy(to) - dueBy(from))
    .filter((due) => due >= PAUSE_HITS);
  return {
    hits: arrived.length,
    due: dueBy(untilMs),
    behind: dueBy(untilMs) - dueBy(first) - arrived.length,
    excused: missed.reduce((sum, due) => sum + due - 1, 0),
  };
}

/**
 * The share of windows of `windowMs` with at most `most` hits, among those that no pause of the machine disturbs: after one,
 * hits that were held up arrive together.
 */
export function evenness(
  { offsetsMs, dueBy }: PacedHits,
  windowMs: number,
  most: number,
): { readonly share: number; readonly windows: number } {
  const pauses = gapsOf(offsetsMs).filter(([from, to]) => dueBy(to) - dueBy(from) >= PAUSE_HITS);
  const [first = 0] = offsetsMs;
  const last = offsetsMs.at(-1) ?? 0;
  const windows = Array.from({ length: Math.floor((last - first) / windowMs) }, (_, at) => first + at * windowMs).filter(
    (from) => !pauses.some(([begin, end]) => from + windowMs > begin && from < end + 10 * windowMs),
  );
  const even = windows.filter((from) => offsetsMs.filter((ms) => ms >= from && ms < from + windowMs).length <= most);
  return { share: even.length / windows.length, windows: windows.length };
}

function gapsOf(offsetsMs: readonly number[]): readonly (readonly [number, number])[] {
  return offsetsMs.slice(1).map((to, at) => [offsetsMs[at] ?? to, to] as const);
}
