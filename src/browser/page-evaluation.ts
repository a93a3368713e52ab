import type { Protocol } from "devtools-protocol";
import { messageOf } from "../base/errors.js";
import { PageOperationError } from "../scenario/page-port.js";
import type { CdpSession } from "./cdp-session.js";
import { callOf } from "./function-call.js";
import { KEEP_RICH_VALUES, withRichValues } from "./rich-values.js";

/** Sends the commands of an evaluation. */
export type Evaluator = Pick<CdpSession, "send">;

/** Calls the user's function in the page's main world as a user gesture; resolves to its awaited result. */
export async function callInPage(cdp: Evaluator, functionSource: string, args: readonly unknown[]): Promise<unknown> {
  return richValueInPage(cdp, callOf(functionSource, args));
}

/** Evaluates an expression in the same way. */
export async function richValueInPage(cdp: Evaluator, expression: string): Promise<unknown> {
  return withRichValues(await evaluateInPage(cdp, `${KEEP_RICH_VALUES}(${expression})`, { asUser: true }));
}

/** How an expression is evaluated. */
interface EvaluationOptions {
  /** As a user gesture, which the clipboard and audio playback require. */
  readonly asUser?: boolean;
  /** By default the page's main world. */
  readonly contextId?: number;
}

/**
 * Evaluates an expression in the page; resolves to its awaited result as a JSON value, or as `undefined`, `NaN`, an infinity, `-0` or
 * a `bigint`; rejects with the page's error.
 */
export async function evaluateInPage(
  cdp: Evaluator,
  expression: string,
  { asUser = false, ...world }: EvaluationOptions = {},
): Promise<unknown> {
  const request = { expression, ...world, awaitPromise: true, returnByValue: true, silent: true, userGesture: asUser };
  return evaluatedValue(
    await cdp.send("Runtime.evaluate", request).catch((error: unknown) => {
      if (!/reference chain is too long|returned by value/.test(messageOf(error))) throw error;
      throw new PageOperationError("script", "the function returned something that is nested too deeply", { cause: error });
    }),
  );
}

/** The result of an evaluation. */
export function evaluatedValue({ result, exceptionDetails }: Protocol.Runtime.EvaluateResponse): unknown {
  if (exceptionDetails !== undefined) {
    const { exception, text } = exceptionDetails;
    throw new Error(exception?.description ?? (exception === undefined ? text : String(exception.value)));
  }
  const { unserializableValue: text, value } = result;
  if (text === undefined) return value as unknown;
  return result.type === "bigint" ? BigInt(text.slice(0, -1)) : Number(text);
}

/** Whether an evaluation failed because its document has gone. */
export function isDocumentGone(error: unknown): boolean {
  return /context was destroyed|Cannot find context|navigated or closed|Cannot find default execution|not attached|uniqueContextId not found|frame was detached|frame has been detached/i.test(
    messageOf(error),
  );
}
