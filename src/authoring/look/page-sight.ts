/** The controls of a page, as `client/page-sight.ts` finds them. */
export interface PageSight {
  readonly title: string;
  /** The media type of the document, such as `text/html`. */
  readonly contentType: string;
  /** It shows neither text nor pictures. */
  readonly isBlank: boolean;
  /** The `name` of each framework whose marks the page has, as that of its interaction adapter. */
  readonly frameworks: readonly string[];
  readonly controls: readonly SeenControl[];
  readonly forms: readonly SeenForm[];
}

/** A link, button or field that is visible and enabled. */
export interface SeenControl {
  readonly tag: string;
  /** The type of an input or button; empty otherwise. */
  readonly type: string;
  /** The attribute `name`. */
  readonly field: string;
  readonly testId: string;
  readonly id: string;
  readonly role: string;
  /** The accessible name. */
  readonly name: string;
  readonly label: string;
  readonly placeholder: string;
  /** A selector by position, which always finds it. */
  readonly path: string;
  /** The address of a link. */
  readonly href: string;
  /** It asks for confirmation, is a download, opens a window, or sends something else than a GET although it is a link. */
  readonly isGuarded: boolean;
  /** It has an attribute by which a live framework handles it. */
  readonly isLive: boolean;
  /** The page reacts to its keys. */
  readonly isTyped: boolean;
  /** It is part of the page's main content, not of its header, navigation or footer. */
  readonly isContent: boolean;
  /** The number of its form among the forms; -1 without one. */
  readonly form: number;
  /** Limits and step of a number, a date or a range. */
  readonly limits: { readonly min: string; readonly max: string; readonly maxLength: number; readonly pattern: string };
  readonly autocomplete: string;
}

/** A form with at least one visible field. */
export interface SeenForm {
  readonly id: string;
  /** Its label, name, legend or heading. */
  readonly name: string;
  /** Finds only this form. */
  readonly selector: string;
  readonly method: string;
  /** An absolute URL. */
  readonly action: string;
  /** The event that a framework sends in place of a request, such as `phx-submit save`; empty if the form is sent by a request. */
  readonly event: string;
  readonly hasPassword: boolean;
  /** It is marked as a search. */
  readonly isSearch: boolean;
  /** A live framework handles its changes, so that fields show an effect before it is sent. */
  readonly isLiveOnChange: boolean;
  /** A live framework or the page's own script sends it. */
  readonly isLiveOnSubmit: boolean;
}
