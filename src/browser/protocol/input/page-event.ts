import type { Element } from "../dom/element.js";

/** What a person's input tells beside its type. */
export interface PageEventInit {
  /** The button or field by which a form is submitted. */
  readonly submitter?: Element | undefined;
  /** `KeyboardEvent.key`. */
  readonly key?: string;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
  readonly shiftKey?: boolean;
  /** 0 is the left button. */
  readonly button?: number;
  /** Number of the click in a double click, from 1. */
  readonly detail?: number;
  /** The state of a history entry, for `popstate`. */
  readonly state?: unknown;
}

/** An event of a page, as scripts would see it before the default action. */
export class PageEvent {
  readonly type: string;
  /** For events of the window, the root element. */
  readonly target: Element;
  readonly init: PageEventInit;
  #isPrevented = false;

  constructor(type: string, target: Element, init: PageEventInit = {}) {
    this.type = type;
    this.target = target;
    this.init = init;
  }

  get defaultPrevented(): boolean {
    return this.#isPrevented;
  }

  preventDefault(): void {
    this.#isPrevented = true;
  }
}
