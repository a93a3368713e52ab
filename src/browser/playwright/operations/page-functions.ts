/**
 * Functions that run in the page. They are sent as source text, so they use only each other (those of {@link PAGE_FUNCTIONS}) and
 * globals of a page. They wait in the page, with a MutationObserver: polling from outside would cost a round trip each time and
 * add up to half a second to a user's measured waiting time.
 */

import { takesValue } from "./field-value.js";
import type { PageElement, PageTree, SubmitEvent } from "./page-elements.js";

/** Globals of a page: Node.js code is compiled without DOM types. */
declare const document: PageTree & {
  addEventListener(type: "submit", listener: (event: SubmitEvent) => void, options: object): void;
  removeEventListener(type: "submit", listener: (event: SubmitEvent) => void, options: object): void;
};
declare const MutationObserver: new (look: () => void) => { observe(root: unknown, options: object): void; disconnect(): void };
declare const HTMLFormElement: {
  readonly prototype: { readonly requestSubmit: { call(form: unknown, submitter: unknown): void } };
};
declare function getComputedStyle(element: PageElement): { readonly display: string };

/** The element, and how long to wait for it. */
export interface ElementRequest {
  readonly selector: string;
  readonly limitMs: number;
}

/** Checks `done` now, after every change of the document and every 100 ms, for at most `limitMs`. */
async function until(done: () => boolean, limitMs: number): Promise<boolean> {
  if (done()) return true;
  return new Promise((resolve) => {
    let ended = false;
    const end = (outcome: boolean) => {
      ended = true;
      observer.disconnect();
      resolve(outcome);
    };
    const look = () => {
      if (!ended && done()) end(true);
    };
    // For changes without a mutation (style sheets, animations, shadow roots).
    const lookAgain = () => {
      look();
      if (!ended) AbortSignal.timeout(100).addEventListener("abort", lookAgain);
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, attributes: true });
    AbortSignal.timeout(100).addEventListener("abort", lookAgain);
    AbortSignal.timeout(limitMs).addEventListener("abort", () => {
      if (!ended) end(false);
    });
  });
}

/** The first match, including open shadow roots, as for Playwright's selectors. */
function find(selector: string): PageElement | null {
  return document.querySelector(selector) ?? findInShadows(document, selector);
}

function findInShadows(tree: PageTree, selector: string): PageElement | null {
  for (const { shadowRoot } of tree.querySelectorAll("*")) {
    if (shadowRoot === null) continue;
    const found = shadowRoot.querySelector(selector) ?? findInShadows(shadowRoot, selector);
    if (found !== null) return found;
  }
  return null;
}

/** Whether this is CSS that the page itself can match; Playwright supports more. */
function isPlainCss(selector: string): boolean {
  try {
    document.querySelector(selector);
    return true;
  } catch {
    return false;
  }
}

/** Whether shadow roots may split what the selector relates: `x-card .buy` with `.buy` in the card's shadow root. Playwright finds it. */
function isSplit(selector: string): boolean {
  return (
    /[\s>+~]|:(?:has|is|not|where)\(/.test(selector.trim()) &&
    [...document.querySelectorAll("*")].some((one) => one.shadowRoot !== null)
  );
}

/** Whether LiveView's client would drop a click on the element, as it does while it awaits the reply to the last one. */
function awaitsReply(element: PageElement): boolean {
  const locked = (one: PageElement | null | undefined) => one?.hasAttribute("data-phx-ref-src") === true;
  if (locked(element)) return true;
  if (locked(element.form) && element.form?.classList.contains("phx-submit-loading") === true) return true;
  // The client checks the element with the binding, which may be an ancestor of the clicked one. Pages may choose the prefix
  // of bindings.
  for (let one: PageElement | null = element; one !== null; one = one.parentElement) {
    if (one.getAttributeNames().some((name) => name.endsWith("-click"))) return locked(one);
  }
  return false;
}

/** The last observed state of an element or the page. */
export type Finding =
  | "ready"
  | "malformed"
  | "missing"
  | "locked"
  | "disabled"
  | "hidden"
  | "visible"
  | "attached"
  | "not CSS"
  | "no form";

/** Waits until a click on the element would reach the server; `held` when it awaited a reply. */
async function untilClickable(given: PageElement | null, request: ElementRequest): Promise<{ finding: Finding; held: boolean }> {
  let finding: Finding = "ready";
  let held = false;
  if (given === null && !isPlainCss(request.selector)) return { finding: "not CSS", held };
  const look = (): Finding => {
    const element = given ?? find(request.selector);
    if (element === null) return isSplit(request.selector) ? "not CSS" : "missing";
    if (awaitsReply(element)) return "locked";
    return element.matches(":disabled") ? "disabled" : "ready";
  };
  await until(() => {
    finding = look();
    held ||= finding === "locked";
    return finding === "ready" || finding === "not CSS";
  }, request.limitMs);
  return { finding, held };
}

/** Whether the field, once it is there, would hold what the text means, and its type. */
async function untilTried(
  given: PageElement | null,
  request: ElementRequest & { readonly value: string },
  takes: typeof takesValue,
): Promise<{ finding: Finding; type: string }> {
  const { selector, value, limitMs } = request;
  if (given === null && !isPlainCss(selector)) return { finding: "not CSS", type: "" };
  let element = given;
  const isThere = await until(() => {
    element ??= find(selector);
    return element !== null || isSplit(selector);
  }, limitMs);
  if (isThere && element === null) return { finding: "not CSS", type: "" };
  const field = element?.tagName === "INPUT" ? element : element?.closest("label")?.control;
  if (!isThere || field?.tagName !== "INPUT") return { finding: isThere ? "ready" : "missing", type: "" };
  return { finding: takes(field, value.trim()) ? "ready" : "malformed", type: field.type ?? "" };
}

/** Waits until the first match is attached, detached, visible or hidden. */
async function untilState(_: null, { selector, state, limitMs }: ElementRequest & { readonly state: string }): Promise<Finding> {
  if (!isPlainCss(selector)) return "not CSS";
  let finding: Finding = "ready";
  const look = (): Finding => {
    const element = find(selector);
    if (element === null && isSplit(selector)) return "not CSS";
    if (element === null) return state === "detached" || state === "hidden" ? "ready" : "missing";
    if (state === "attached") return "ready";
    if (state === "detached") return "attached";
    if (getComputedStyle(element).display === "contents") return "not CSS";
    const { width, height } = element.getBoundingClientRect();
    const visible = element.checkVisibility({ visibilityProperty: true }) && width > 0 && height > 0;
    if (visible === (state === "visible")) return "ready";
    return visible ? "visible" : "hidden";
  };
  await until(() => {
    finding = look();
    return finding === "ready" || finding === "not CSS";
  }, limitMs);
  return finding;
}

/** Waits until the form is there and awaits no reply, then submits it as a click on its submit button would. */
async function submit(given: PageElement | null, request: ElementRequest): Promise<{ finding: Finding; leaves: boolean }> {
  let finding: Finding = "ready";
  let form: PageElement | null = null;
  let button: PageElement | undefined;
  if (given === null && !isPlainCss(request.selector)) return { finding: "not CSS", leaves: false };
  const look = (): Finding => {
    form = given ?? find(request.selector);
    if (form === null) return isSplit(request.selector) ? "not CSS" : "missing";
    if (form.tagName.toLowerCase() !== "form") return "no form";
    if (form.hasAttribute("data-phx-ref-src")) return "locked";
    button = [...(form.elements ?? [])].find(({ type }) => type === "submit");
    return button?.matches(":disabled") === true ? "disabled" : "ready";
  };
  await until(() => {
    finding = look();
    return finding === "ready" || finding === "no form" || finding === "not CSS";
  }, request.limitMs);
  if (finding !== "ready") return { finding, leaves: false };
  let event: SubmitEvent | undefined;
  const note = (submitted: SubmitEvent) => {
    event = submitted;
  };
  document.addEventListener("submit", note, { capture: true });
  // A field may be named requestSubmit.
  HTMLFormElement.prototype.requestSubmit.call(form, button ?? null);
  document.removeEventListener("submit", note, { capture: true });
  // The button's attributes take precedence.
  const said = (name: string) => button?.getAttribute(`form${name}`) ?? (form as unknown as PageElement).getAttribute(name) ?? "";
  const staysAway = event === undefined || (event as SubmitEvent).defaultPrevented || said("method").toLowerCase() === "dialog";
  const leaves = !staysAway && ["", "_self", "_top"].includes(said("target"));
  return { finding, leaves };
}

/** The page agent's name, and how long to wait. */
interface LiveRequest {
  readonly agent: string;
  readonly limitMs: number;
}

/** The state of the page's live views. */
function liveViewState(agent: string): { present: boolean; connected: boolean } {
  const roots = [...document.querySelectorAll("[data-phx-session]")];
  return { present: roots.length > 0, connected: roots.every((root) => isConnected(root, agent)) };
}

/**
 * Whether a root is connected. The client removes the classes of a nested root when the view around it is patched, so the page
 * agent, which remembers the state, is asked.
 */
function isConnected(root: PageElement, agent: string): boolean {
  const says = (word: string) => root.classList.contains(`phx-${word}`);
  if (says("connected")) return true;
  const isNested = root.hasAttribute("data-phx-parent-id");
  return isNested && !says("loading") && !says("error") && root.dispatchEvent(new Event(agent, { cancelable: true }));
}

/** Waits until there is a live view and every one is connected. */
async function untilLive(_: null, { agent, limitMs }: LiveRequest): Promise<{ present: boolean; connected: boolean }> {
  await until(() => {
    const { present, connected } = liveViewState(agent);
    return present && connected;
  }, limitMs);
  return liveViewState(agent);
}

/** Waits until the element, if there is one, shows no pending event. */
async function untilLoaded(given: PageElement | null, request: ElementRequest & { readonly type: string }): Promise<Finding> {
  const { selector, type, limitMs } = request;
  if (given === null && !isPlainCss(selector)) return "not CSS";
  const element = given ?? find(selector);
  if (element === null) return isSplit(selector) ? "not CSS" : "ready";
  const signs = ["data-phx-ref-src", "data-phx-ref-loading", "data-phx-ref-lock"];
  const over = () =>
    !element.isConnected ||
    !(element.classList.contains(`phx-${type}-loading`) || signs.some((sign) => element.hasAttribute(sign)));
  return (await until(over, limitMs)) ? "ready" : "locked";
}

const SOURCE = [until, find, findInShadows, isPlainCss, isSplit, awaitsReply, liveViewState, isConnected].map(String).join("\n");

type Waiting<Request, Result> = (given: never, request: Request, part: never, tools: never) => Promise<Result>;

/** What functions of other modules get, as the names of imports may change when they are compiled. */
export interface PageTools {
  readonly until: typeof until;
  readonly find: typeof find;
  readonly isPlainCss: typeof isPlainCss;
  readonly isSplit: typeof isSplit;
}
const TOOLS = `{ until: ${until.name}, find: ${find.name}, isPlainCss: ${isPlainCss.name}, isSplit: ${isSplit.name} }`;

/** A function of the page with all that it needs, for an element that Playwright has found, or `null`. */
export interface PageFunction<Request, Result> {
  /** `(element, request) => …` */
  readonly source: string;
  /** A person would do it with keys or a pointer. */
  readonly asUser: boolean;
  /** Types only. */
  readonly types?: (request: Request) => Result;
}

export function pageFunction<Request, Result>(
  waiting: Waiting<Request, Result>,
  { asUser = false, part = () => {} }: { readonly asUser?: boolean; readonly part?: (...given: never) => unknown } = {},
): PageFunction<Request, Result> {
  const source = `(element, request) => { ${SOURCE}\nreturn (${String(waiting)})(element, request, ${String(part)}, ${TOOLS}); }`;
  return { source, asUser };
}

/** The functions that can be called in a page. */
export const PAGE = {
  clickable: pageFunction(untilClickable),
  tried: pageFunction(untilTried, { part: takesValue }),
  state: pageFunction(untilState),
  submit: pageFunction(submit, { asUser: true }),
  live: pageFunction(untilLive),
  loaded: pageFunction(untilLoaded),
} as const;
