const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3600 };

/** A rate per second, minute or hour as text: `"20/s"`, `"90/m"`, `"5/h"`. */
export type RateText = `${number}/${"s" | "min" | "m" | "h"}`;

/** Parses a rate such as `"20/s"`, `"90/m"` or `"5/h"` into events per second; `undefined` for anything else. */
export function parseRate(text: unknown): number | undefined {
  const match = typeof text === "string" ? /^\s*(\d+(?:\.\d+)?)\s*\/\s*(s|min|m|h)\s*$/.exec(text) : null;
  const seconds = UNIT_SECONDS[match?.[2] ?? ""];
  return match === null || seconds === undefined ? undefined : Number(match[1]) / seconds;
}

/** A hint for a number without a unit of time; `undefined` for anything else. */
export function missingTimeHint(input: unknown): string | undefined {
  const isNumber = typeof input === "number" || (typeof input === "string" && /^\s*\d+(\.\d+)?\s*$/.test(input));
  return isNumber ? `a rate needs a unit of time: say ${String(input).trim()}/s or ${String(input).trim()}/m` : undefined;
}

/** Formats a rate in the first unit of s, m and h in which it is at least 1: `20/s`, `90/m`, `5/h`. */
export function formatRate(perSecond: number): string {
  const unit = perSecond >= 1 || perSecond === 0 ? "s" : perSecond * 60 >= 1 ? "m" : "h";
  return `${Number((perSecond * (UNIT_SECONDS[unit] ?? 1)).toPrecision(4))}/${unit}`;
}
