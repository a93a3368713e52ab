import { isRecord, shownValue } from "../../base/invalid-option.js";
import { DIALOG_TYPES, type Dialog, type DialogReply, type DialogType } from "../ports/dialogs.js";
import type { Assigns, State } from "../steps/arguments/step-options.js";

/**
 * How dialogs are answered: `"accept"` or `"dismiss"` for all but `beforeunload`, an answer for each type, or a function of the
 * dialog that returns its answer. The function runs on the node, not in the page, and has to return at once.
 */
export type DialogAnswer<A = Assigns> =
  | "accept"
  | "dismiss"
  | {
      readonly alert?: "accept" | "dismiss" | undefined;
      readonly confirm?: "accept" | "dismiss" | undefined;
      /** Accepted with the text that the page proposes, or with this one. */
      readonly prompt?: DialogReply | undefined;
      /** `"dismiss"` stays on the page. */
      readonly beforeunload?: "accept" | "dismiss" | undefined;
    }
  | ((dialog: Dialog, state: State<A>) => DialogReply);

/** A {@link DialogAnswer} with the type of its state erased. */
export type AnyDialogAnswer = DialogAnswer<Assigns>;

/** A part of an answer that is not allowed. */
interface Misfit {
  /** Empty for the answer itself; `.prompt` for that of a type. */
  readonly part: string;
  readonly value: unknown;
  readonly allowed: string;
}

const PLAIN = '"accept" or "dismiss"';
const PROMPT = `${PLAIN}, or { accept: "a text" }`;

/** What is wrong with an answer; `undefined` when nothing is. */
export function misfitOfAnswer(answer: unknown): Misfit | undefined {
  if (isPlain(answer) || typeof answer === "function") return undefined;
  const allowed = `${PLAIN}, an object of these for ${DIALOG_TYPES.join(", ")}, or a function of the dialog`;
  if (!isRecord(answer)) return { part: "", value: answer, allowed };
  for (const [type, reply] of Object.entries(answer)) {
    if (!DIALOG_TYPES.some((known) => known === type)) return { part: "", value: answer, allowed };
    const fits = reply === undefined || (type === "prompt" ? isReply(reply) : isPlain(reply));
    if (!fits) return { part: `.${type}`, value: reply, allowed: type === "prompt" ? PROMPT : PLAIN };
  }
  return undefined;
}

/** The answer to one dialog. Throws what the scenario's function throws, or when it returns anything but an answer. */
export function replyTo(dialog: Dialog, answer: AnyDialogAnswer | undefined, state: State): DialogReply {
  if (typeof answer === "function") {
    const reply: unknown = answer(dialog, state);
    if (isReply(reply)) return reply;
    throw new TypeError(wrongReply(dialog.type, reply));
  }
  const given = typeof answer === "object" ? answer[dialog.type] : dialog.type === "beforeunload" ? undefined : answer;
  // As with Playwright: dialogs are dismissed, but pages may be left.
  return given ?? (dialog.type === "beforeunload" ? "accept" : "dismiss");
}

function wrongReply(type: DialogType, reply: unknown): string {
  const isPromise = typeof (reply as { readonly then?: unknown } | null | undefined)?.then === "function";
  if (isPromise)
    return `onDialog returned a promise for a dialog of type ${type}, but it has to return at once: it must not be async`;
  return `onDialog returned ${shownValue(reply)} for a dialog of type ${type}, but it has to return ${PROMPT}`;
}

function isPlain(value: unknown): value is "accept" | "dismiss" {
  return value === "accept" || value === "dismiss";
}

function isReply(value: unknown): value is DialogReply {
  return isPlain(value) || (isRecord(value) && typeof value.accept === "string" && Object.keys(value).length === 1);
}
