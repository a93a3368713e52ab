/** How a test begins: with a navigation of its page, or with anything else. */
export type FirstUse = "navigation" | "other";

/** A step that the test asks for. */
interface AskedStep {
  readonly operation: string;
  readonly args: readonly unknown[];
}

/** The document that is shown, and how the page leaves it for an empty one. */
interface ShownDocument {
  readonly url: () => string;
  readonly leave: () => Promise<void>;
}

/** From the first page of a test these lead to an empty one. */
const IN_HISTORY: ReadonlySet<string> = new Set(["goBack", "goForward"]);

/**
 * The document of the test before. An empty document between two tests costs a fifth of a short test, so a test that begins with
 * a navigation goes straight to its own. Whatever else a test does first finds an empty page.
 */
export class EarlierDocument {
  #shown: ShownDocument | undefined;
  #left: Promise<void> | undefined;
  #first: FirstUse | undefined;

  /** A test begins: with an empty page, or while this document is shown. */
  begin(shown?: ShownDocument): void {
    this.#shown = shown;
    this.#left = undefined;
    this.#first = undefined;
  }

  /** How the test has begun; `undefined` if it has not used its page. */
  get first(): FirstUse | undefined {
    return this.#first;
  }

  get isShown(): boolean {
    return this.#shown !== undefined;
  }

  /** The test does something with its page that is no step. */
  touched(): void {
    this.#first ??= "other";
  }

  /** Performs a step, on an empty page if that matters. */
  before<T>(step: AskedStep, perform: () => Promise<T>): Promise<T> {
    const isDirect = this.#first === undefined && isNavigation(step);
    this.#first = IN_HISTORY.has(step.operation) ? "other" : (this.#first ?? (isDirect ? "navigation" : "other"));
    if (this.#left !== undefined) return this.#left.then(perform);
    const shown = this.#shown;
    if (shown === undefined) return perform();
    this.#shown = undefined;
    if (isDirect) return instead(shown, perform);
    this.#left = shown.leave();
    return this.#left.then(perform);
  }
}

/** Another part of the same document would be no new document. */
function isNavigation({ operation, args: [url] }: AskedStep): boolean {
  return operation === "navigate" && typeof url === "string" && !url.includes("#") && !/^(?!https?:)[a-z]+:/i.test(url);
}

/** A navigation that fails must not leave the document. */
async function instead<T>({ url, leave }: ShownDocument, navigate: () => Promise<T>): Promise<T> {
  const before = url();
  try {
    return await navigate();
  } catch (error) {
    if (url() === before) await leave();
    throw error;
  }
}
