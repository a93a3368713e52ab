import { readableSelector } from "../../base/frame-selector.js";
import { PageOperationError } from "../../scenario/page-port.js";
import type { AwaitedText } from "../../scenario/ports/waits.js";
import type { ReachedText } from "../page-answers.js";
import type { Bounds } from "../page-operations.js";

/** The text if it is as wanted; else throws the error that says what was there instead. */
export function reachedText(
  { isReached, last }: ReachedText,
  awaited: AwaitedText & { readonly selector: string },
  bounds: Bounds,
): string {
  if (isReached && last !== null) return last;
  const lacking = last === null ? "to be attached" : `${wishOf(awaited)}; it ${verbOf(awaited)} ${shortened(last)}`;
  const waited = `waited ${Math.round(bounds.timeoutMs)} ms for ${readableSelector(awaited.selector)}`;
  throw new PageOperationError("timeout", `${waited} ${lacking}`);
}

function wishOf({ kind, wanted }: AwaitedText): string {
  if (wanted === "any") return "to be attached";
  if ("part" in wanted) return `to contain ${JSON.stringify(wanted.part)}`;
  if ("whole" in wanted) return `to have the value ${JSON.stringify(wanted.whole)}`;
  if ("source" in wanted) {
    const pattern = `/${wanted.source}/${wanted.flags}`;
    return kind === "value" ? `to have a value that matches ${pattern}` : `to match ${pattern}`;
  }
  return "to change";
}

function verbOf({ kind, wanted }: AwaitedText): string {
  if (wanted !== "any" && "otherThan" in wanted) return "still says";
  return kind === "value" ? "had" : "said";
}

const MAX_LENGTH = 100;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return JSON.stringify(line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line);
}
