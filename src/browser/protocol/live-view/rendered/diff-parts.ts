import { isNode, type RenderedNode } from "./rendered-node.js";

/** A diff without what is not part of the tree: an answer to a hook, events for the page, the title. */
export interface DiffParts {
  readonly diff: RenderedNode;
  readonly reply: unknown;
  readonly events: readonly (readonly unknown[])[];
  readonly title: string | undefined;
}

export function diffParts(raw: unknown): DiffParts {
  if (!isNode(raw)) return { diff: {}, reply: null, events: [], title: undefined };
  const { r, e, t, ...diff } = raw;
  return {
    diff,
    reply: r ?? null,
    events: Array.isArray(e) ? e.filter((event): event is unknown[] => Array.isArray(event)) : [],
    title: typeof t === "string" ? t : undefined,
  };
}
