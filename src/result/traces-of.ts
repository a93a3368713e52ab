import type { Trace } from "./model.js";

/** The traces as the result has them: the ordinary one first, then by time. Absent when there are none. */
export function tracesOf(kept: readonly Trace[] | undefined): { readonly traces?: Trace[] } {
  if (kept === undefined || kept.length === 0) return {};
  const rank = ({ signature }: Trace) => Number(signature !== undefined);
  return { traces: [...kept].sort((a, b) => rank(a) - rank(b) || a.offsetMs - b.offsetMs) };
}
