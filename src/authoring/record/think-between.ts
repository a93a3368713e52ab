import type { CallStep } from "../draft/scenario-draft.js";
import type { Action } from "./recorded-actions.js";

/** Shorter pauses are part of acting. */
const SHORTEST_MS = 1000;
/** Somebody who was away was not thinking. */
const LONGEST_MS = 30_000;

/** The pause before an action as think time: from half of it to one and a half. None before what was done with the bar. */
export function thinkBetween(before: Action | undefined, next: Action): CallStep | undefined {
  const isOfBar = !["act", "navigate", "reload", "back", "forward"].includes(next.deed.kind);
  const isExpectation = next.deed.kind === "act" && next.deed.act.type.startsWith("expect");
  const pauseMs = before === undefined ? 0 : Math.min(next.from - before.to, LONGEST_MS);
  if (isOfBar || isExpectation || pauseMs < SHORTEST_MS) return undefined;
  return { kind: "call", step: "think", args: [seconds(pauseMs / 2), seconds(pauseMs * 1.5)] };
}

function seconds(ms: number): string {
  return `${Math.max(0.5, Math.round(ms / 500) / 2)}s`;
}
