import { compileFunction } from "node:vm";
import type { Ambiguity } from "../page-answers.js";
import { appearanceOf } from "./dom/appearance.js";
import { HTMLImageElement, HTMLSlotElement } from "./dom/create-element.js";
import { Document } from "./dom/document.js";
import { Element, HTMLElement, SVGElement } from "./dom/element.js";
import { HTMLFormElement, HTMLInputElement, HTMLTextAreaElement } from "./dom/form-elements.js";
import { Node } from "./dom/node.js";
import { HTMLOptionElement, HTMLSelectElement } from "./dom/select-elements.js";
import { QUERIES_SOURCE } from "./queries-source.generated.js";

/** What a page can be asked about its elements: the same code as in a page of `chromium`. */
export interface PageQueries {
  find(selector: string): Element | undefined;
  all(selector: string): readonly Element[];
  isVisible(element: Element): boolean;
  isEnabled(element: Element): boolean;
  isInert(element: Element): boolean;
  isRadio(element: Element): boolean;
  /** `undefined` if the element cannot be edited. */
  isReadOnly(element: Element): boolean | undefined;
  /** `undefined` if the element cannot be checked. */
  checkedState(element: Element): boolean | undefined;
  /** The control that the element is part of or labels; itself if there is none. */
  controlOf(element: Element): Element;
  /** LiveView's client would drop a click on it. */
  awaitsReply(element: Element): boolean;
  /** The whole text of an element as selectors see it. */
  textOf(element: Element): string;
  readonly normal: (text: string) => string;
}

/** Why a query ended early. */
type EarlyAnswer =
  | { readonly kind: "late"; readonly lacking: string }
  | { readonly kind: "invalid"; readonly message: string }
  | ({ readonly kind: "ambiguous" } & Ambiguity);

/** Ends a query from inside; whoever asked makes the error of the operation of it. */
export class QueryEnded extends Error {
  readonly answer: EarlyAnswer;

  constructor(answer: EarlyAnswer) {
    super();
    this.answer = answer;
  }
}

/** Asks about a document. Throws {@link QueryEnded}. */
export function askPage<T>(document: Document, question: (queries: PageQueries) => T): T {
  compiled ??= compile();
  const answer = compiled.ask(document, question);
  if ("value" in answer) return answer.value;
  throw new QueryEnded(answer);
}

interface Compiled {
  readonly ask: <T>(document: Document, question: (queries: PageQueries) => T) => { readonly value: T } | EarlyAnswer;
}

let compiled: Compiled | undefined;

/** What code in pages finds in its global scope. */
const SCOPE = {
  document: undefined,
  CSS: { supports: () => false },
  Document,
  Element,
  HTMLElement,
  HTMLFormElement,
  HTMLImageElement,
  HTMLInputElement,
  HTMLOptionElement,
  HTMLSelectElement,
  HTMLSlotElement,
  HTMLTextAreaElement,
  Node,
  SVGElement,
  ShadowRoot: class {},
  XPathResult: { ORDERED_NODE_SNAPSHOT_TYPE: 7 },
  getComputedStyle: appearanceOf,
};

function compile(): Compiled {
  const make = compileFunction(QUERIES_SOURCE, Object.keys(SCOPE)) as (...scope: readonly unknown[]) => Compiled;
  return make(...Object.values(SCOPE));
}
