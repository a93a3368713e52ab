import type { OperationOptions } from "./operation-options.js";

/** A frame of a page, the same object as long as the frame exists: its own document, or that of an `iframe`. */
export interface PageFrame {
  readonly id: string;
  /** Absent for the page's own document. */
  readonly parent: PageFrame | undefined;
  /** In the order in which they were attached. */
  readonly children: readonly PageFrame[];
  /** The `name` of its element, or its `id`; empty without either. */
  readonly name: string;
  /** With the fragment; empty until it has a document. */
  readonly url: string;
  readonly isDetached: boolean;
}

/** Hears of changes of a page's frames. Must not throw. */
export interface FrameListener {
  attached?(frame: PageFrame): void;
  /** It has another document, or another address within its document. */
  navigated?(frame: PageFrame): void;
  detached?(frame: PageFrame): void;
}

/** The frames of a page, in whatever process. */
export interface PageFrames {
  readonly main: PageFrame;
  /** All of them, in the order in which they were attached. */
  readonly all: readonly PageFrame[];
  /** `undefined` when it is gone. */
  byId(id: string): PageFrame | undefined;
  /** The frame of an element; `undefined` if it is none of a frame. */
  ofElement(selector: string, options: OperationOptions): Promise<PageFrame | undefined>;
  /** Calls the listener until the returned function is called. */
  listen(listener: FrameListener): () => void;
}
