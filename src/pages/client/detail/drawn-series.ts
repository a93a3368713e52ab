import type { DetailSource } from "./detail-source.js";

type Series = NonNullable<DetailSource["dimensionSeries"]>[string][string];

/** The series without holes: where there were no samples, there is a gap in the lines. */
export function drawnSeries({ widthMs, offsetMs, count, p50, p95, p99 }: Series) {
  const first = offsetMs[0] ?? 0;
  const last = offsetMs.at(-1) ?? 0;
  const offsets = Array.from({ length: Math.round((last - first) / widthMs) + 1 }, (_, at) => first + at * widthMs);
  const indexes = offsets.map((offset) => offsetMs.indexOf(offset));
  const at = (values: readonly number[]) => indexes.map((index) => values[index] ?? null);
  return {
    offsets,
    lines: [
      { label: "p99", color: "line-3", values: at(p99), dashed: true },
      { label: "p95", color: "line-1", values: at(p95) },
      { label: "p50", color: "line-2", values: at(p50), filled: true },
    ],
    counts: [{ label: "samples", color: "line-4", values: indexes.map((index) => count[index] ?? 0), filled: true }],
  };
}
