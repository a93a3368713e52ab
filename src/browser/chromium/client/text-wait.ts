import type { TextKind } from "../../../scenario/ports/waits.js";
import type { ReachedText } from "../../page-answers.js";
import type { TextRequest } from "../helper-wire.js";
import { controlOf } from "./conditions.js";
import { fieldValue, isField } from "./reads.js";
import { find } from "./selectors/selector.js";
import { normal, textOf } from "./selectors/selector-text.js";
import { deadline, until } from "./wait.js";

/** Waits until the text or value of the first match is as wanted. */
export async function untilText({ selector, kind, wanted, limitMs }: TextRequest): Promise<ReachedText> {
  let last: string | null = null;
  const look = () => {
    const found = find(selector);
    last = found === undefined ? null : textIn(found, kind);
    return last !== null && isAsWanted(last, wanted);
  };
  return { isReached: await until(look, deadline(limitMs)), last };
}

function textIn(found: Element, kind: TextKind): string {
  if (kind === "text") return textOf(found).full;
  if (kind === "value" || isField(found)) return fieldValue(controlOf(found));
  return found instanceof HTMLElement ? found.innerText : (found.textContent ?? "");
}

function isAsWanted(text: string, wanted: TextRequest["wanted"]): boolean {
  if (wanted === "any") return true;
  if ("part" in wanted) return normal(text).includes(normal(wanted.part));
  if ("whole" in wanted) return text === wanted.whole;
  if ("source" in wanted) return new RegExp(wanted.source, wanted.flags).test(text);
  return text !== wanted.otherThan;
}
