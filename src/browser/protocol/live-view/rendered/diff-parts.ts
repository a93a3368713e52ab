import { isNode, type RenderedNode } from "./rendered-node.js";

/** Events that the server pushes to the page's scripts with `push_event`. */
export interface ServerEvent {
  readonly event: string;
  readonly payload: unknown;
}

/** A diff without what is not part of the tree: an answer to a hook, events for scripts, and the title. */
export interface DiffParts {
  readonly diff: RenderedNode;
  readonly reply: unknown;
  readonly events: readonly ServerEvent[];
  readonly title: string | undefined;
}

export function diffParts(raw: unknown): DiffParts {
  if (!isNode(raw)) return { diff: {}, reply: null, events: [], title: undefined };
  const { r, e, t, ...diff } = raw;
  return {
    diff,
    reply: r ?? null,
    events: eventsOf(e),
    title: typeof t === "string" ? t : undefined,
  };
}

function eventsOf(raw: unknown): readonly ServerEvent[] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((entry: unknown) => {
    const [event, payload] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
    return typeof event === "string" ? [{ event, payload }] : [];
  });
}
