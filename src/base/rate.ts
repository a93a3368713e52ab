const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3600 };

/** A rate as text: `"20/s"`, `"90/m"`, `"5/h"`. */
export type RateText = `${number}/${"s" | "min" | "m" | "h"}`;

/** Events per second of a text such as `"20/s"`, `"90/m"` or `"5/h"`; `undefined` for anything else. */
export function parseRate(text: unknown): number | undefined {
  const match = typeof text === "string" ? /^\s*(\d+(?:\.\d+)?)\s*\/\s*(s|min|m|h)\s*$/.exec(text) : null;
  const seconds = UNIT_SECONDS[match?.[2] ?? ""];
  return match === null || seconds === undefined ? undefined : Number(match[1]) / seconds;
}

/** What to write in place of a number without a time; `undefined` for anything else. */
export function missingTimeHint(input: unknown): string | undefined {
  const isNumber = typeof input === "number" || (typeof input === "string" && /^\s*\d+(\.\d+)?\s*$/.test(input));
  return isNumber ? `a rate is so many per time: say ${String(input).trim()}/s or ${String(input).trim()}/m` : undefined;
}

/** A rate in the largest unit in which it is not below 1: `20/s`, `90/m`, `5/h`. */
export function formatRate(perSecond: number): string {
  const unit = perSecond >= 1 || perSecond === 0 ? "s" : perSecond * 60 >= 1 ? "m" : "h";
  return `${Number((perSecond * (UNIT_SECONDS[unit] ?? 1)).toPrecision(4))}/${unit}`;
}
