import type { Step } from "@puppeteer/replay";
import type { CommentStep } from "../draft/scenario-draft.js";

/** Options that a recorded step has for the step that it becomes. */
export type StepOptions = Readonly<Record<string, number | string>>;

/** The options of every step: how long it may take. */
export function timeoutOf({ timeout }: Step): StepOptions {
  return timeout === undefined ? {} : { timeout };
}

const LONGEST = 300;

/** A comment in the place of a step, or of a part of it, with the reason why it could not be carried over. */
export function lost({ timeout: _timeout, assertedEvents: _events, ...step }: Step, reason: string): CommentStep {
  return lostText(JSON.stringify(step), reason);
}

export function lostText(shown: string, reason: string): CommentStep {
  const text = shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
  return { kind: "comment", text: `Not carried over: ${text}\n${reason[0]?.toUpperCase() ?? ""}${reason.slice(1)}.` };
}
