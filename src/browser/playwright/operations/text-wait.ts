import { PageOperationError } from "../../../scenario/page-port.js";
import type { AwaitedText, TextKind } from "../../../scenario/ports/waits.js";
import type { ReachedText } from "../../page-answers.js";
import type { Bounds } from "../../page-operations.js";
import type { PageScripts } from "../page-scripts.js";
import { type ElementRequest, type PageTools, pageFunction } from "./page-functions.js";

interface TextRequest extends ElementRequest, AwaitedText {}

interface TextAnswer {
  readonly finding: "ready" | "late" | "no field" | "not CSS";
  readonly last: string | null;
}

/** Waits until the text or value of the first match is as wanted. */
export async function untilText(
  scripts: PageScripts,
  request: Omit<TextRequest, "limitMs">,
  bounds: Bounds,
): Promise<ReachedText> {
  let last: string | null = null;
  for (;;) {
    const answer = await scripts.askElement(TEXT, bounds, request).catch((error: unknown) => {
      // The time was over before the next look: what the one before saw still counts.
      if (last !== null && error instanceof Error && error.name === "TimeoutError") return undefined;
      throw error;
    });
    if (answer === undefined) return { isReached: false, last };
    const { finding } = answer;
    last = answer.last;
    if (finding === "no field") throw new PageOperationError("invalid", "Node is not an <input>, <textarea> or <select> element");
    if (finding === "ready" || bounds.left() <= 1) return { isReached: finding === "ready", last };
  }
}

/** The parts of the DOM that the functions below need: Node.js code is compiled without DOM types. */
interface TextNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly nodeValue: string | null;
  readonly childNodes: Iterable<TextNode>;
  readonly shadowRoot?: TextNode | null;
}
interface TextElement extends TextNode {
  readonly isConnected: boolean;
  readonly type?: string;
  readonly value?: string;
  readonly innerText?: string;
  readonly textContent: string;
  matches(selector: string): boolean;
  closest(selector: string): { readonly control?: TextElement | null } | null;
}

/** Runs in the page, like the functions of `page-functions.ts`. */
async function untilTextIn(
  given: TextElement | null,
  request: TextRequest,
  textIn: (element: TextElement, kind: TextKind) => string | undefined,
  { until, find, isPlainCss, isSplit }: PageTools,
): Promise<TextAnswer> {
  const { selector, kind, wanted, limitMs } = request;
  if (given === null && !isPlainCss(selector)) return { finding: "not CSS", last: null };
  const normal = (text: string) =>
    text
      .replace(/[\u200b\u00ad]/g, "")
      .trim()
      .replace(/\s+/g, " ");
  const isAsWanted = (text: string) => {
    if (wanted === "any") return true;
    if ("part" in wanted) return normal(text).includes(normal(wanted.part));
    if ("whole" in wanted) return text === wanted.whole;
    if ("source" in wanted) return new RegExp(wanted.source, wanted.flags).test(text);
    return text !== wanted.otherThan;
  };
  let last: string | null = null;
  let finding: TextAnswer["finding"] = "late";
  const look = () => {
    const element = given ?? (find(selector) as TextElement | null);
    const text = element === null ? undefined : textIn(element, kind);
    last = text ?? null;
    if (element === null && isSplit(selector)) finding = "not CSS";
    else if (element !== null && text === undefined) finding = "no field";
    else if (text !== undefined && isAsWanted(text)) finding = "ready";
    return finding !== "late";
  };
  // Another element may be the first match by then, which only Playwright can tell for these selectors.
  const lookUnlessGone = () => {
    if (given?.isConnected !== false) return look();
    last = null;
    return true;
  };
  await until(lookUnlessGone, given === null ? limitMs : Math.min(limitMs, 200));
  return { finding, last };
}

/** Runs in the page: what is read from an element; `undefined` for the value of what is no field. */
function textIn(element: TextElement, kind: TextKind): string | undefined {
  const isField = (one: TextElement) => one.matches("input, textarea, select");
  const textOf = (node: TextNode): string => {
    if (/^(SCRIPT|NOSCRIPT|STYLE)$/.test(node.nodeName)) return "";
    const { type, value } = node as TextElement;
    if (node.nodeName === "INPUT" && /^(submit|button|reset)$/.test(type ?? "")) return value ?? "";
    let text = "";
    for (const child of node.childNodes) {
      if (child.nodeType === 3) text += child.nodeValue ?? "";
      else if (child.nodeType === 1) text += textOf(child);
    }
    return node.shadowRoot ? text + textOf(node.shadowRoot) : text;
  };
  if (kind === "text") return textOf(element);
  if (kind === "shown" && !isField(element)) return element.innerText ?? element.textContent;
  const field = isField(element) ? element : (element.closest("label")?.control ?? element);
  return isField(field) ? field.value : undefined;
}

const TEXT = pageFunction(untilTextIn, { part: textIn });
