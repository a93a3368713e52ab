import { type ExpectedText, isOfAll } from "../../../scenario/ports/expectations.js";
import type { ExpectationRequest, ExpectationState } from "../helper-wire.js";
import { checkedState, controlOf, isEnabled, isReadOnly, isVisible } from "./conditions.js";
import { invalid } from "./outcome.js";
import { fieldValue, isField } from "./reads.js";
import { descriptionOf, nameOf } from "./selectors/accessible-name.js";
import { roleOf } from "./selectors/roles.js";
import { all, find } from "./selectors/selector.js";
import { textOf } from "./selectors/selector-text.js";
import { deadline, until } from "./wait.js";

type State = ExpectationState;

/** Waits until the elements are as Playwright's matcher expects them, or the time is up. */
export async function expectation(request: ExpectationRequest): Promise<State> {
  const { selector, expression, isNot, limitMs } = request;
  const sight = new Sight();
  let state: State = { matches: false };
  await until(() => {
    state = isOfAll(expression) ? ofAll(all(selector), request) : ofOne(find(selector), request, sight);
    return state.matches !== isNot;
  }, deadline(limitMs));
  sight.end();
  return state;
}

/** The answer when a frame that the selector enters is missing; `undefined` waits for it. */
export function whenFrameIsMissing({ expression }: ExpectationRequest): State | undefined {
  return expression === "to.be.hidden" || expression === "to.be.detached" ? { matches: true } : undefined;
}

function ofOne(found: Element | undefined, request: ExpectationRequest, sight: Sight): State {
  const { expression, isNot } = request;
  if (expression === "to.have.title") return texts(document.title, request);
  if (found === undefined) {
    if (expression === "to.be.hidden" || expression === "to.be.detached") return { matches: true };
    const isStated = /^to\.be\.(visible|attached|in\.viewport)$/.test(expression);
    return { matches: isStated ? false : isNot, isMissing: true };
  }
  const state = stateOf(found, request, sight);
  return state ?? texts(textFor(found, request), request);
}

/** The state of an element; `undefined` for expressions about a text. */
function stateOf(found: Element, { expression, ...request }: ExpectationRequest, sight: Sight): State | undefined {
  const word = (matches: boolean, yes: string, no: string): State => ({ matches, received: matches ? yes : no });
  switch (expression) {
    case "to.be.visible":
      return word(isVisible(found), "visible", "hidden");
    case "to.be.hidden":
      return word(!isVisible(found), "hidden", "visible");
    case "to.be.attached":
      return word(true, "attached", "detached");
    case "to.be.detached":
      return word(false, "detached", "attached");
    case "to.be.enabled":
      return word(isEnabled(found), "enabled", "disabled");
    case "to.be.disabled":
      return word(!isEnabled(found), "disabled", "enabled");
    case "to.be.editable":
      return word(isEnabled(found) && !isLocked(found), "editable", "readOnly");
    case "to.be.readonly":
      return word(isLocked(found), "readOnly", "editable");
    case "to.be.focused":
      return word((found.getRootNode() as Document).activeElement === found && document.hasFocus(), "focused", "inactive");
    case "to.be.empty":
      return word(isField(found) ? found.value === "" : (found.textContent ?? "").trim() === "", "empty", "not empty");
    case "to.be.checked":
      return checked(found, request.expectedValue);
    case "to.be.in.viewport":
      return sight.of(found, request);
    case "to.have.attribute":
      return word(found.hasAttribute(request.expressionArg ?? ""), "attribute present", "attribute not present");
    case "to.have.values":
      return values(found, request.expectedText ?? []);
    default:
      return undefined;
  }
}

function isLocked(found: Element): boolean {
  return isReadOnly(controlOf(found)) ?? invalid("Element is not an <input>, <textarea>, <select> or [contenteditable]");
}

function checked(found: Element, expected: unknown): State {
  const wanted = (expected ?? {}) as { readonly checked?: boolean; readonly indeterminate?: boolean };
  const is = checkedState(found) ?? invalid("Not a checkbox or radio button");
  const box = controlOf(found);
  const isMixed = (box instanceof HTMLInputElement && box.indeterminate) || box.getAttribute("aria-checked") === "mixed";
  if (wanted.indeterminate === true) return { matches: isMixed, received: isMixed ? "indeterminate" : "not indeterminate" };
  return { matches: is === (wanted.checked ?? true), received: is ? "checked" : "unchecked" };
}

function values(found: Element, expected: readonly ExpectedText[]): State {
  const select = controlOf(found);
  if (!(select instanceof HTMLSelectElement) || !select.multiple) invalid("Not a select element with a multiple attribute");
  const received = [...select.selectedOptions].map(({ value }) => value);
  return { matches: isSequence(received, expected, false), received };
}

/** The text that an expression is about; `null` when there is none. */
function textFor(found: Element, { expression, expressionArg = "", useInnerText, pseudo }: ExpectationRequest): string | null {
  switch (expression) {
    case "to.have.text":
      return useInnerText === true ? (found as HTMLElement).innerText : textOf(found).full;
    case "to.have.attribute.value":
      return found.getAttribute(expressionArg);
    case "to.have.class":
    case "to.contain.class":
      return classesOf(found);
    case "to.have.css":
      return getComputedStyle(found, pseudo === undefined ? null : `::${pseudo}`).getPropertyValue(kebab(expressionArg));
    case "to.have.id":
      return found.id;
    case "to.have.value":
      return fieldValue(controlOf(found));
    case "to.have.role":
      return roleOf(found);
    case "to.have.accessible.name":
      return nameOf(found);
    case "to.have.accessible.description":
      return descriptionOf(found);
    case "to.have.accessible.error.message":
      return errorMessageOf(found);
    default:
      return invalid(`this engine does not know the expectation ${expression}`);
  }
}

function kebab(name: string): string {
  return name.startsWith("--") ? name : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function classesOf(found: Element): string {
  return found.classList.toString();
}

function errorMessageOf(found: Element): string {
  const invalidity = found.getAttribute("aria-invalid") ?? "false";
  const isInvalid = /^(|false)$/.test(invalidity) ? (found as HTMLInputElement).validity?.valid === false : true;
  if (!isInvalid) return "";
  const root = found.getRootNode() as Document | ShadowRoot;
  const ids = (found.getAttribute("aria-errormessage") ?? "").split(/\s+/).filter((id) => id !== "");
  const messages = ids.map((id) => root.getElementById(id)).map((one) => (one === null ? "" : textOf(one).full));
  return messages.join(" ").trim();
}

function texts(received: string | null, { expression, expectedText = [] }: ExpectationRequest): State {
  const [expected] = expectedText;
  if (received === null || expected === undefined) return { matches: false, received };
  const matches = expression === "to.contain.class" ? hasClasses(received, expected) : isText(received, expected);
  return { matches, received };
}

function ofAll(found: readonly Element[], request: ExpectationRequest): State {
  const { expression, expectedNumber, expectedText = [], useInnerText } = request;
  if (expression === "to.have.count") return { matches: found.length === expectedNumber, received: found.length };
  const isOfClasses = expression.includes(".class");
  const textIn = (one: Element) => (useInnerText === true ? (one as HTMLElement).innerText : textOf(one).full);
  const received = found.map((one) => (isOfClasses ? classesOf(one) : textIn(one)));
  if (expression === "to.contain.class.array") {
    const isEach =
      received.length === expectedText.length && expectedText.every((one, at) => hasClasses(received[at] ?? "", one));
    return { matches: isEach, received };
  }
  return { matches: isSequence(received, expectedText, expression.startsWith("to.contain")), received };
}

/** Whether the texts are as expected one by one; with `hasGaps`, others may be between them. */
function isSequence(received: readonly string[], expected: readonly ExpectedText[], hasGaps: boolean): boolean {
  if (!hasGaps && received.length !== expected.length) return false;
  let at = 0;
  for (const one of expected) {
    while (hasGaps && at < received.length && !isText(received[at] ?? "", one)) at++;
    if (at >= received.length || !isText(received[at] ?? "", one)) return false;
    at++;
  }
  return true;
}

function hasClasses(received: string, { string = "" }: ExpectedText): boolean {
  const present = received.split(/\s+/);
  return string.split(/\s+/).every((one) => one === "" || present.includes(one));
}

function isText(given: string, expected: ExpectedText): boolean {
  const { string, regexSource, regexFlags = "", ignoreCase } = expected;
  if (string === undefined) {
    const flags = ignoreCase === undefined ? regexFlags : regexFlags.replace("i", "") + (ignoreCase ? "i" : "");
    return new RegExp(regexSource ?? "", flags.replace(/[gy]/g, "")).test(plain(given, expected));
  }
  const [received, wanted] = [plain(given, expected), plain(string, expected)].map((text) =>
    ignoreCase === true ? text.toLowerCase() : text,
  ) as [string, string];
  return expected.matchSubstring === true ? received.includes(wanted) : received === wanted;
}

function plain(text: string, { normalizeWhiteSpace }: ExpectedText): string {
  return normalizeWhiteSpace === true
    ? text
        .replace(/[\u200b\u00ad]/g, "")
        .trim()
        .replace(/\s+/g, " ")
    : text;
}

/** How much of an element is in the viewport, as the browser reports it; known a moment after the first question. */
class Sight {
  #observer: IntersectionObserver | undefined;
  #element: Element | undefined;
  #ratio: number | undefined;

  of(element: Element, { expectedNumber: least = 0, isNot }: Pick<ExpectationRequest, "expectedNumber" | "isNot">): State {
    if (this.#element !== element) this.#watch(element);
    const ratio = this.#ratio;
    if (ratio === undefined) return { matches: isNot };
    const matches = ratio > 0 && ratio > least - 1e-9;
    return { matches, received: `viewport ratio ${ratio}` };
  }

  end(): void {
    this.#observer?.disconnect();
  }

  #watch(element: Element): void {
    this.end();
    this.#element = element;
    this.#ratio = undefined;
    const steps = Array.from({ length: 101 }, (_, at) => at / 100);
    this.#observer = new IntersectionObserver(
      (entries) => {
        this.#ratio = entries.at(-1)?.intersectionRatio;
      },
      { threshold: steps },
    );
    this.#observer.observe(element);
  }
}
