import type { SickSpan } from "./chart-content.js";

interface SickWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The times during which any node was not healthy, each with the share of the nodes that it concerns. */
export function sickSpans(windows: readonly SickWindow[], nodeCount: number): readonly SickSpan[] {
  const edges = windows.flatMap(({ fromMs, toMs }) => [
    { atMs: fromMs, step: 1 },
    { atMs: toMs, step: -1 },
  ]);
  edges.sort((a, b) => a.atMs - b.atMs);
  const spans: SickSpan[] = [];
  let sickNodes = 0;
  let fromMs = 0;
  for (const { atMs, step } of edges) {
    if (sickNodes > 0 && atMs > fromMs)
      spans.push({ fromMs, toMs: atMs, share: Math.min(1, sickNodes / Math.max(1, nodeCount)) });
    sickNodes += step;
    fromMs = atMs;
  }
  return spans;
}
