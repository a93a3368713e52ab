import type { Protocol } from "devtools-protocol";
import { messageOf } from "../base/errors.js";
import { PageOperationError } from "../scenario/page-port.js";
import type { CdpSession } from "./cdp-session.js";

/** A function, given as its source, with JSON arguments, as an expression. */
export function callOf(functionSource: string, args: readonly unknown[]): string {
  return `(${functionSource})(...JSON.parse(${JSON.stringify(JSON.stringify(args))}))`;
}

/** Evaluates in the page's own world; resolves to a JSON value, awaited. Rejects with the page's error as it stands there. */
export async function evaluateInPage(cdp: CdpSession, expression: string): Promise<unknown> {
  return evaluatedValue(
    await cdp.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true, silent: true }),
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
