import type { Trace } from "./model.js";

/** A trace that the run keeps. */
export type KeptTrace = Trace;

/** The traces as the result has them: the ordinary one first, then by time. Absent when there are none. */
export function tracesOf(kept: readonly KeptTrace[] | undefined): { readonly traces?: Trace[] } {
  if (kept === undefined || kept.length === 0) return {};
  const rank = ({ signature }: KeptTrace) => Number(signature !== undefined);
  return { traces: [...kept].sort((a, b) => rank(a) - rank(b) || a.offsetMs - b.offsetMs) };
}
