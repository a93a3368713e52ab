import type { Protocol } from "devtools-protocol";
import { messageOf } from "../base/errors.js";
import { PageOperationError } from "../scenario/page-port.js";
import type { CdpSession } from "./cdp-session.js";

/** A function, given as its source, with JSON arguments, as an expression. Pages have been seen to replace `JSON`: it goes without. */
export function callOf(functionSource: string, args: readonly unknown[]): string {
  return `(${functionSource})(${args.map(literal).join(", ")})`;
}

function literal(value: unknown): string {
  const json = (JSON.stringify(value) as string | undefined) ?? "null";
  // The one key that means something else in a program.
  return json.includes('"__proto__"') ? `JSON.parse(${JSON.stringify(json)})` : json;
}

/** Evaluates in the page's own world; resolves to a JSON value, awaited. Rejects with the page's error as it stands there. */
export async function evaluateInPage(cdp: CdpSession, expression: string): Promise<unknown> {
  const request = { expression, awaitPromise: true, returnByValue: true, silent: true };
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
