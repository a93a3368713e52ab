import type { Protocol } from "devtools-protocol";
import { messageOf } from "../base/errors.js";
import { PageOperationError } from "../scenario/page-port.js";
import type { CdpSession } from "./cdp-session.js";
import { callOf } from "./function-call.js";
import { KEEP_RICH_VALUES, withRichValues } from "./rich-values.js";

/** Sends the commands of an evaluation. */
export type Evaluator = Pick<CdpSession, "send">;

/** Calls the user's function in the page's own world, as a page does upon a click; resolves to its result, awaited. */
export async function callInPage(cdp: Evaluator, functionSource: string, args: readonly unknown[]): Promise<unknown> {
  return richValueInPage(cdp, callOf(functionSource, args));
}

/** The same with an expression. */
export async function richValueInPage(cdp: Evaluator, expression: string): Promise<unknown> {
  return withRichValues(await evaluateInPage(cdp, `${KEEP_RICH_VALUES}(${expression})`, { asUser: true }));
}

/**
 * Evaluates in the page's own world; resolves to a JSON value, awaited. Rejects with the page's error as it stands there.
 * `asUser` gives the page what it may do only after a person has acted: fill the clipboard, play sounds.
 */
export async function evaluateInPage(cdp: Evaluator, expression: string, { asUser = false } = {}): Promise<unknown> {
  const request = { expression, awaitPromise: true, returnByValue: true, silent: true, userGesture: asUser };
  return evaluatedValue(
    await cdp.send("Runtime.evaluate", request).catch((error: unknown) => {
      if (!/reference chain is too long|returned by value/.test(messageOf(error))) throw error;
      const what = "what goes round in circles or too deep, a symbol or a BigInt";
      throw new PageOperationError("script", `the function returned what is no JSON: ${what}`, { cause: error });
    }),
  );
}

/** The value that an evaluation came to. */
export function evaluatedValue({ result, exceptionDetails }: Protocol.Runtime.EvaluateResponse): unknown {
  if (exceptionDetails !== undefined) {
    const { exception, text } = exceptionDetails;
    throw new Error(exception?.description ?? (exception === undefined ? text : String(exception.value)));
  }
  if (result.unserializableValue === undefined) return result.value as unknown;
  if (result.type === "bigint") throw new PageOperationError("script", "the function returned a BigInt, which is no JSON");
  return result.unserializableValue === "-0" ? 0 : null;
}

/** Whether an evaluation failed because its document has gone. */
export function isDocumentGone(error: unknown): boolean {
  return /context was destroyed|Cannot find context|navigated or closed|Cannot find default execution|not attached|uniqueContextId not found/i.test(
    messageOf(error),
  );
}
