import type { RunResult } from "../result/model.js";

/** The most serious trouble of a node. */
export function troubleOf({
  status,
  health,
}: Pick<RunResult["nodes"][number], "status" | "health">): "failed" | "sick" | "busy" | "none" {
  if (status === "lost" || status === "failed") return "failed";
  if (health.some(({ sick }) => sick !== undefined)) return "sick";
  return health.some(({ busy }) => busy) ? "busy" : "none";
}

/** Nodes with trouble first, otherwise in the order of the result. */
export function troubledFirst<T extends Parameters<typeof troubleOf>[0]>(nodes: readonly T[]): readonly T[] {
  const rank = { failed: 0, sick: 1, busy: 2, none: 3 } as const;
  return [...nodes].sort((a, b) => rank[troubleOf(a)] - rank[troubleOf(b)]);
}
