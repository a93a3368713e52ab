import type { ElementRequest, Finding } from "./page-functions.js";

/** What these functions of the page need of it; Node.js code is compiled without the types of the DOM. */
interface PageElement {
  readonly tagName: string;
  readonly type?: string;
  readonly control?: PageElement | null;
  value: string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  closest(selector: string): PageElement | null;
}
declare const document: { createElement(name: "input"): PageElement };
declare const CSS: { supports(property: string, value: string): boolean };
/** They are sent along. */
declare function until(done: () => boolean, limitMs: number): Promise<boolean>;
declare function find(selector: string): PageElement | null;
declare function isPlainCss(selector: string): boolean;

/** Whether the field, once it is there, would hold what the text means, and its type. */
export async function untilTried(
  given: PageElement | null,
  request: ElementRequest & { readonly value: string },
): Promise<{ finding: Finding; type: string }> {
  const { selector, value, limitMs } = request;
  if (given === null && !isPlainCss(selector)) return { finding: "not CSS", type: "" };
  let element = given;
  const isThere = await until(() => {
    element ??= find(selector);
    return element !== null;
  }, limitMs);
  const field = element?.tagName === "INPUT" ? element : element?.closest("label")?.control;
  if (!isThere || field?.tagName !== "INPUT") return { finding: isThere ? "ready" : "missing", type: "" };
  return { finding: takesValue(field, value.trim()) ? "ready" : "malformed", type: field.type ?? "" };
}

/** Whether the field would hold what the text means. It is tried on another field, which the page does not see. */
export function takesValue(field: PageElement, value: string): boolean {
  // The others take whatever is typed.
  if (!/^(color|date|datetime-local|month|number|range|time|week)$/.test(field.type ?? "")) return true;
  const trial = document.createElement("input");
  for (const name of ["type", "min", "max", "step", "value", "alpha", "colorspace"]) {
    const given = field.getAttribute(name);
    if (given !== null) trial.setAttribute(name, given);
  }
  trial.value = "";
  const nothing = trial.value;
  trial.value = value;
  if (trial.type === "range") return value !== "" && Number(trial.value) === Number(value);
  // Black is also what comes of no colour.
  if (trial.type === "color") return trial.value !== nothing || CSS.supports("color", value);
  return value === "" || trial.value !== "";
}
