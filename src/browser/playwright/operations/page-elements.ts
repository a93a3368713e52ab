/** The parts of the DOM that the page functions need: Node.js code is compiled without DOM types. */
export interface PageElement {
  readonly isConnected: boolean;
  readonly classList: { contains(name: string): boolean };
  readonly shadowRoot: PageTree | null;
  readonly parentElement: PageElement | null;
  readonly form?: PageElement | null;
  readonly elements?: Iterable<PageElement & { readonly type: string }>;
  readonly type?: string;
  readonly tagName: string;
  readonly control?: PageElement | null;
  readonly checkVisibility: (options: object) => boolean;
  hasAttribute(name: string): boolean;
  getAttribute(name: string): string | null;
  getAttributeNames(): readonly string[];
  matches(selector: string): boolean;
  closest(selector: string): PageElement | null;
  dispatchEvent(event: Event): boolean;
  getBoundingClientRect(): { readonly width: number; readonly height: number };
}

export interface PageTree {
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

export interface SubmitEvent {
  readonly defaultPrevented: boolean;
}
