import type { Clock } from "../../base/clock.js";
import type { ContextOptions } from "../connection.js";
import type { PageDocuments } from "./documents/page-documents.js";
import type { PageLeaving } from "./documents/page-leaving.js";
import type { Element } from "./dom/element.js";
import { FormControl } from "./dom/field.js";
import { HTMLFormElement } from "./dom/form-elements.js";
import type { UserRequests } from "./http/user-requests.js";
import type { PageInput } from "./input/page-input.js";
import type { LivePage } from "./live-part.js";

interface LivePageParts {
  readonly clock: Clock;
  readonly options: ContextOptions;
  readonly requests: UserRequests;
  readonly documents: PageDocuments;
  readonly leaving: PageLeaving;
  readonly input: PageInput;
  readonly changed: () => void;
  readonly trouble: (text: string) => void;
}

/** The page as LiveView's client sees it. */
export class LivePageOf implements LivePage {
  readonly #parts: LivePageParts;

  constructor(parts: LivePageParts) {
    this.#parts = parts;
  }

  get url(): string {
    return this.#parts.documents.url;
  }

  get clock(): Clock {
    return this.#parts.clock;
  }

  get historyState(): unknown {
    return this.#parts.documents.historyState;
  }

  get documentStartedAtMs(): number {
    return this.#parts.documents.shown.startedAtMs;
  }

  get options(): ContextOptions {
    return this.#parts.options;
  }

  get requests(): UserRequests {
    return this.#parts.requests;
  }

  changed(): void {
    this.#parts.changed();
  }

  navigate(url: string, options: { readonly replace?: boolean } = {}): void {
    const { documents, leaving } = this.#parts;
    const target = new URL(url, documents.document.baseURI).href;
    if (!documents.goWithin(target)) leaving.go(target, options);
  }

  reload(): void {
    this.#parts.documents.reload();
  }

  pushState(url: string, state: unknown): void {
    this.#parts.documents.pushState(url, state);
  }

  replaceState(url: string, state: unknown): void {
    this.#parts.documents.replaceState(url, state);
  }

  submit(form: Element, submitter?: Element): void {
    if (form instanceof HTMLFormElement)
      this.#parts.leaving.submit(form, submitter instanceof FormControl ? submitter : undefined);
  }

  dispatch(type: string, target: Element): void {
    if (type === "click") this.#parts.input.activate(target);
    else this.#parts.input.dispatch(type, target);
  }

  focus(element: Element | null): void {
    this.#parts.input.focus(element);
  }

  trouble(text: string): void {
    this.#parts.trouble(text);
  }
}
