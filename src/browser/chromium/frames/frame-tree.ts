import type { FrameListener, PageFrame, PageFrames } from "../../../scenario/ports/frames.js";
import type { CdpSession } from "../../cdp-session.js";

/** The states of a frame: attached → navigated, again and again → detached. */
class Frame implements PageFrame {
  readonly id: string;
  readonly parent: Frame | undefined;
  readonly children: Frame[] = [];
  name = "";
  url = "";
  isDetached = false;
  /** The session that reported it last. */
  session: CdpSession | undefined;

  constructor(id: string, parent?: Frame) {
    this.id = id;
    this.parent = parent;
  }
}

/** The frames of a page, from the events of its own session and of those of its frames of other sites. */
export class FrameTree implements Omit<PageFrames, "ofElement"> {
  readonly main: PageFrame;
  readonly #main: Frame;
  readonly #frames = new Map<string, Frame>();
  readonly #listeners = new Set<FrameListener>();

  constructor(mainFrame: string) {
    this.#main = new Frame(mainFrame);
    this.main = this.#main;
    this.#frames.set(mainFrame, this.#main);
  }

  get all(): readonly PageFrame[] {
    return [...this.#frames.values()];
  }

  byId(id: string): PageFrame | undefined {
    return this.#frames.get(id);
  }

  listen(listener: FrameListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Follows the session of the page, or of a frame of another site. */
  follow(cdp: CdpSession): void {
    // That of the page is the first.
    this.#main.session ??= cdp;
    cdp.on("Page.frameAttached", ({ frameId, parentFrameId }) => this.#attached(cdp, frameId, parentFrameId));
    cdp.on("Page.frameNavigated", ({ frame }) => {
      const known = this.#attached(cdp, frame.id, frame.parentId);
      if (known === undefined) return;
      for (const child of [...known.children]) this.#detached(child);
      // In a process of its own, a frame does not know the `id` of its element.
      if (frame.name !== undefined && frame.name !== "") known.name = frame.name;
      this.#navigated(known, frame.url + (frame.urlFragment ?? ""));
    });
    cdp.on("Page.navigatedWithinDocument", ({ frameId, url }) => {
      const known = this.#frames.get(frameId);
      if (known !== undefined) this.#navigated(known, url);
    });
    cdp.on("Page.frameDetached", ({ frameId, reason }) => {
      const known = this.#frames.get(frameId);
      // It goes on in another process.
      if (known !== undefined && reason !== "swap") this.#detached(known);
    });
  }

  /** The session of a frame of another site has ended: its frame is gone, unless it goes on in the process of its parent. */
  async gone(cdp: CdpSession): Promise<void> {
    for (const frame of [...this.#frames.values()].filter(({ session }) => session === cdp)) {
      const { parent } = frame;
      if (parent === undefined || parent.session === cdp || parent.session === undefined) continue;
      const answer = await parent.session.send("Page.getFrameTree").catch(() => undefined);
      if (frame.session === cdp && !(answer !== undefined && holds(answer.frameTree, frame.id))) this.#detached(frame);
    }
  }

  #attached(cdp: CdpSession, id: string, parentId: string | undefined): Frame | undefined {
    const known = this.#frames.get(id);
    if (known !== undefined) {
      known.session = cdp;
      return known;
    }
    const parent = parentId === undefined ? undefined : this.#frames.get(parentId);
    if (parent === undefined) return undefined;
    const frame = new Frame(id, parent);
    frame.session = cdp;
    parent.children.push(frame);
    this.#frames.set(id, frame);
    for (const listener of [...this.#listeners]) listener.attached?.(frame);
    return frame;
  }

  #navigated(frame: Frame, url: string): void {
    frame.url = url;
    for (const listener of [...this.#listeners]) listener.navigated?.(frame);
  }

  #detached(frame: Frame): void {
    if (frame.isDetached || frame.parent === undefined) return;
    for (const child of [...frame.children]) this.#detached(child);
    frame.isDetached = true;
    frame.parent.children.splice(frame.parent.children.indexOf(frame), 1);
    this.#frames.delete(frame.id);
    for (const listener of [...this.#listeners]) listener.detached?.(frame);
  }
}

interface ReportedTree {
  readonly frame: { readonly id: string };
  readonly childFrames?: readonly ReportedTree[] | undefined;
}

function holds(tree: ReportedTree, id: string): boolean {
  return tree.frame.id === id || (tree.childFrames ?? []).some((child) => holds(child, id));
}
