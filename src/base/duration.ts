const UNIT_MS = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The longest duration that Node.js timers support without overflow, in whole days: 24. */
export const MAX_DURATION_MS = 24 * UNIT_MS.d;

/** The allowed form of a duration in code, for error messages: "it takes …". */
export const DURATION_FORMAT = 'a duration up to "24d" such as "500ms", "30s", "10m" or "1h30m", or a number of milliseconds';

type Part<U extends string> = `${number}${U}`;
type Gap = "" | " ";
type Minutes = "m" | "min";

/** A duration as text, with units: `"500ms"`, `"30s"`, `"10m"`, `"1h30m"`, `"1h 30m"`. The longest is 24 days. */
export type DurationText =
  | Part<keyof typeof UNIT_MS>
  | `${Part<"d">}${Gap}${Part<"h" | Minutes>}`
  | `${Part<"h">}${Gap}${Part<Minutes | "s">}`
  | `${Part<Minutes>}${Gap}${Part<"s">}`
  | `${Part<"s">}${Gap}${Part<"ms">}`
  | `${Part<"h">}${Gap}${Part<Minutes>}${Gap}${Part<"s">}`;

/** A duration: text with units, such as `"30s"` or `"1h30m"`, or a number of milliseconds. At most 24 days. */
export type DurationInput = DurationText | number;

/** Parses a duration of at most 24 days into milliseconds; `undefined` for anything else. Text needs a unit. */
export function parseDuration(input: unknown): number | undefined {
  const ms = typeof input === "number" ? input : typeof input === "string" ? millisecondsOf(input) : undefined;
  return ms !== undefined && ms >= 0 && ms <= MAX_DURATION_MS ? ms : undefined;
}

/** A hint for text that is a number without a unit; `undefined` for anything else. */
export function missingUnitHint(input: unknown): string | undefined {
  const amount = typeof input === "string" ? /^\s*(\d+(?:\.\d+)?)\s*$/.exec(input)?.[1] : undefined;
  return amount === undefined ? undefined : `a duration in text needs a unit: say ${amount}s or ${amount}ms`;
}

function millisecondsOf(input: string): number | undefined {
  const text = input.trim();
  if (!/^(\d+(\.\d+)?(ms|s|min|m|h|d)\s*)+$/.test(text)) return undefined;
  let total = 0;
  for (const part of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|min|m|h|d)/g)) {
    total += Number(part[1]) * UNIT_MS[part[2] as keyof typeof UNIT_MS];
  }
  return total;
}

/** Formats a duration for people: `"850 ms"`, `"1.5 s"`, `"2 min 5 s"`, `"1 h 20 min"`. */
export function formatDuration(ms: number): string {
  if (ms < 1) return ms === 0 ? "0 ms" : `${ms.toPrecision(2)} ms`;
  if (ms < 1000) return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(ms < 10_000 ? 2 : 1))} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return join([Math.floor(seconds / 60), "min"], [seconds % 60, "s"]);
  const minutes = Math.round(seconds / 60);
  return join([Math.floor(minutes / 60), "h"], [minutes % 60, "min"]);
}

function join(...parts: [number, string][]): string {
  return parts
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}
