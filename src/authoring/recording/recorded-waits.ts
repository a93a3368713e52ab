import type { WaitForElementStep, WaitForExpressionStep } from "@puppeteer/replay";
import { CodeValue } from "../draft/draft-values.js";
import type { CallStep, DraftStep, DraftTarget } from "../draft/scenario-draft.js";
import { isExpression } from "./page-expression.js";
import { recordedTarget } from "./recorded-target.js";
import { lost, type StepOptions } from "./step-words.js";

/** Waits for elements: so many of them, visible or not, with these attributes and properties. */
export function elementWait(step: WaitForElementStep, options: StepOptions): readonly DraftStep[] {
  const target = recordedTarget(step);
  if (target === undefined) return [lost(step, "none of its selectors can be said with a locator")];
  const { attributes = {}, properties = {} } = step;
  const { target: narrowed, missing } = withAttributes(target, attributes);
  return [
    ...countWaits(step, narrowed, options),
    ...Object.entries(properties).map(([name, value]) => propertyWait(name, value, { target: narrowed, options, step })),
    ...missing.map((name) =>
      lost(step, `it also waits for the attribute ${name}="${attributes[name]}", which needs a selector of CSS`),
    ),
  ];
}

function countWaits(
  { operator, count, visible }: WaitForElementStep,
  target: DraftTarget,
  options: StepOptions,
): readonly CallStep[] {
  const number = count ?? 1;
  const wait = (at: number, state: "visible" | "hidden" | "detached"): CallStep => ({
    kind: "call",
    step: "waitForSelector",
    target: at < 0 ? target : { ...target, parts: [...target.parts, { by: "nth", index: at }] },
    options: state === "visible" ? options : { ...options, state },
  });
  if (visible === false) return [wait(-1, "hidden")];
  if (number === 0) return operator === ">=" ? [] : [wait(-1, "detached")];
  const least = wait(number === 1 ? -1 : number - 1, "visible");
  const noMore = wait(number, "detached");
  if (operator === "<=") return [noMore];
  return operator === "==" ? [least, noMore] : [least];
}

/** A selector of CSS can ask for attributes, too. */
function withAttributes(target: DraftTarget, attributes: Readonly<Record<string, string>>) {
  const names = Object.keys(attributes);
  const last = target.parts.at(-1);
  if (names.length === 0) return { target, missing: [] };
  if (last?.by !== "css" || /^xpath=|,|::/.test(last.selector)) return { target, missing: names };
  const conditions = names.map((name) => `[${name}=${JSON.stringify(attributes[name])}]`).join("");
  const parts = [...target.parts.slice(0, -1), { by: "css", selector: `${last.selector}${conditions}` } as const];
  return { target: { ...target, parts }, missing: [] };
}

interface PropertyWait {
  readonly target: DraftTarget;
  readonly options: StepOptions;
  readonly step: WaitForElementStep;
}

function propertyWait(name: string, value: unknown, { target, options, step }: PropertyWait): DraftStep {
  const text = typeof value === "string" ? value : undefined;
  if (text !== undefined && (name === "textContent" || name === "innerText"))
    return { kind: "call", step: "waitForText", target, args: [text], options };
  if (text !== undefined && name === "value") return { kind: "call", step: "waitForValue", target, args: [text], options };
  return lost(step, `it also waits until the property ${name} is ${JSON.stringify(value)}, for which there is no step`);
}

/** Waits until an expression of the page is true. */
export function expressionWait(step: WaitForExpressionStep, options: StepOptions): DraftStep {
  const { expression, frame } = step;
  if (frame !== undefined && frame.length > 0) return lost(step, "functions run in the page itself, not in its frames");
  const text = expression.trim().replace(/;$/, "");
  if (!isExpression(text)) return lost(step, "it is not an expression of JavaScript that can be carried over safely");
  // It was written without types, which a strict project would ask for; `Object` makes the type `any`, in JavaScript too.
  const untyped = `Object(new Function(${JSON.stringify(`return (${text})`)}))`;
  const given = Object.keys(options).length > 0 ? [new CodeValue("undefined")] : [];
  return { kind: "call", step: "waitForFunction", args: [new CodeValue(untyped), ...given], options };
}
