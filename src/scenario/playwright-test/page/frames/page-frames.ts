import type { FrameListener, PageFrame, PageFrames } from "../../../ports/frames.js";
import type { DrivenPage } from "../actor.js";
import { notThere } from "../not-there.js";

/** Makes Playwright's `Frame` of a frame of a page. */
type MakeFrame = (page: DrivenPage, frame: PageFrame) => unknown;

let makeFrame: MakeFrame = () => {
  throw new Error("frames were used before their class was loaded");
};

/** Sets the class of frames, which itself needs pages. */
export function makeFramesWith(make: MakeFrame): void {
  makeFrame = make;
}

/** Playwright's frames of a page, the same object for a frame each time. */
export class PageFramesView {
  readonly #page: DrivenPage;
  readonly #views = new WeakMap<PageFrame, unknown>();
  /** The newest frames that are gone, of which requests may still tell. */
  readonly #gone = new Map<string, PageFrame>();

  constructor(page: DrivenPage) {
    this.#page = page;
  }

  get tree(): PageFrames {
    const { frames } = this.#page.port;
    if (frames === undefined) throw notThere("page.frames()");
    return frames;
  }

  get main(): unknown {
    return this.of(this.tree.main);
  }

  of(frame: PageFrame): unknown {
    let view = this.#views.get(frame);
    if (view === undefined) {
      view = makeFrame(this.#page, frame);
      this.#views.set(frame, view);
    }
    return view;
  }

  /** The frame with this id; the page's own without one, as for requests of workers. */
  ofId(id: string | undefined): unknown {
    const frame = id === undefined || id === "" ? this.tree.main : (this.tree.byId(id) ?? this.#gone.get(id));
    if (frame === undefined) throw new Error("Frame for this request is not available, because it was detached");
    return this.of(frame);
  }

  listen(listener: FrameListener): () => void {
    return this.tree.listen(listener);
  }

  /** A test begins: frames that are gone are kept until its end. */
  begin(): () => void {
    this.#gone.clear();
    return this.tree.listen({
      detached: (frame) => {
        this.#gone.set(frame.id, frame);
        if (this.#gone.size > MOST_GONE) this.#gone.delete([...this.#gone.keys()][0] ?? "");
      },
    });
  }
}

const MOST_GONE = 50;
