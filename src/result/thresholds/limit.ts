import type { MetricUnit } from "../../telemetry/metrics.js";

const FACTORS: Readonly<Record<MetricUnit, Readonly<Record<string, number>>>> = {
  ms: { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 },
  bytes: { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 },
  ratio: { "%": 0.01 },
  score: {},
  count: {},
};

/** The value of a limit in the given unit; `undefined` if it is not a number, or has another unit. */
export function limitIn(unit: MetricUnit | undefined, text: string): number | undefined {
  const [, digits, suffix] = /^([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z%]*)(?:\/s)?$/i.exec(text) ?? [];
  if (digits === undefined || suffix === undefined) return undefined;
  const factor = suffix === "" ? 1 : unit === undefined ? undefined : FACTORS[unit][suffix.toLowerCase()];
  const value = Number(digits.replaceAll("_", ""));
  if (factor === undefined || !Number.isFinite(value)) return undefined;
  // Multiplying by 0.01 would not give exactly 0.15 for 15%.
  return suffix === "%" ? value / 100 : value * factor;
}
