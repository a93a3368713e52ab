import { isNode, type RenderedNode } from "./rendered-node.js";

/** A diff without what is not part of the tree: an answer to a hook and the title; events for the page's scripts are left out. */
export interface DiffParts {
  readonly diff: RenderedNode;
  readonly reply: unknown;
  readonly title: string | undefined;
}

export function diffParts(raw: unknown): DiffParts {
  if (!isNode(raw)) return { diff: {}, reply: null, title: undefined };
  const { r, e: _, t, ...diff } = raw;
  return {
    diff,
    reply: r ?? null,
    title: typeof t === "string" ? t : undefined,
  };
}
