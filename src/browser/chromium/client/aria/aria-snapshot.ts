import { ariaTree } from "./aria-tree.js";

/** A request for the tree of an element. */
interface AriaRequest {
  /** Wait for a tree that is another one than this, as JSON. */
  readonly unlike?: string;
  readonly limitMs: number;
}

const LOOK_MS = 100;

/** The tree of an element as JSON; with `unlike` that of a moment at which it is another one, or the time is up, or it is gone. */
async function ariaSnapshot(element: Element, { unlike, limitMs }: AriaRequest): Promise<string> {
  const endsAt = performance.now() + limitMs;
  for (;;) {
    const tree = JSON.stringify(ariaTree(element));
    if (tree !== unlike || !element.isConnected || performance.now() >= endsAt) return tree;
    await new Promise((next) => setTimeout(next, Math.min(LOOK_MS, limitMs)));
  }
}

Object.assign(globalThis, { liveloadAria: ariaSnapshot });
