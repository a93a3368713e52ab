import type { ConsoleArgument, ConsoleLine } from "../../../ports/messages.js";
import { asFunction } from "../as-function.js";
import { refuse } from "../not-there.js";

/** Playwright's `ConsoleMessage`. */
export function consoleMessage(
  { type, text, args, place, timestamp }: ConsoleLine,
  page: unknown,
): Readonly<Record<string, () => unknown>> {
  const { url = "", line = 0, column = 0 } = place ?? {};
  const values = args.map((arg) => new ConsoleValue(arg));
  return {
    type: () => type,
    text: () => text,
    args: () => values,
    page: () => page,
    location: () => ({ url, line, column, lineNumber: line, columnNumber: column }),
    timestamp: () => timestamp,
    worker: () => null,
  };
}

/** Playwright's `JSHandle` of a value that was written to the console. */
class ConsoleValue {
  readonly #argument: ConsoleArgument;

  constructor(argument: ConsoleArgument) {
    this.#argument = argument;
  }

  asElement(): null {
    return null;
  }

  jsonValue(): Promise<unknown> {
    return this.#argument.call("(value) => value", []);
  }

  evaluate(fn: unknown, arg?: unknown): Promise<unknown> {
    return this.#argument.call(String(asFunction(fn, "value, arg")), arg === undefined ? [] : [arg]);
  }

  /** The page has it as long as its document. */
  async dispose(): Promise<void> {}

  toString(): string {
    return this.#argument.text;
  }
}

refuse(ConsoleValue.prototype, "jsHandle", { evaluateHandle: "", getProperty: "", getProperties: "" });
