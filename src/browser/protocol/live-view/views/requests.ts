import type { DomElement } from "../dom.js";

/** Where a view wants the page to go. */
export interface Redirection {
  readonly to: string;
  readonly kind?: "push" | "replace";
  readonly flash?: string | null;
  /** Of a mount that answers with a status: the server recognises the reload by it. */
  readonly reloadToken?: string;
}

export interface NavigationOptions {
  readonly kind: "push" | "replace";
  readonly flash?: string | null;
  /** The link, which shows that it is being followed. */
  readonly element?: DomElement;
}

export interface PushOptions {
  /** Marks the elements that await the reply; gives the reference. */
  readonly mark?: () => number;
  readonly onReply?: (response: unknown, hookReply: unknown) => void;
  readonly onError?: (reason: string) => void;
}

/** What an event is for: a component of the view, or the element whose component, if any, gets it. */
export type TargetContext = number | DomElement;

/** What an event adds to the pushes of its commands. */
export interface PushDefaults {
  readonly data?: object | undefined;
  readonly submitter?: DomElement | null | undefined;
  readonly targetName?: string | undefined;
  /** Of a change: the form, or the input with a binding of its own. */
  readonly dispatcher?: DomElement | undefined;
  readonly cid?: number | undefined;
  /** Known already: of a form that is recovered. */
  readonly context?: TargetContext | undefined;
  readonly onReply?: (() => void) | undefined;
}
