import type { Ambiguity } from "../../page-answers.js";
import type { Answer } from "../helper-wire.js";

/** Ends an operation from anywhere inside it. */
class Ended extends Error {
  readonly answer: Answer<never>;
  constructor(answer: Answer<never>) {
    super();
    this.answer = answer;
  }
}

export function invalid(message: string): never {
  throw new Ended({ kind: "invalid", message });
}

export function ambiguous(found: Ambiguity): never {
  throw new Ended({ kind: "ambiguous", ...found });
}

export function late(lacking: string): never {
  throw new Ended({ kind: "late", lacking });
}

/** The answer that ended an operation early; `undefined` for other errors. */
export function earlyAnswerOf(error: unknown): EarlyAnswer | undefined {
  return error instanceof Ended ? error.answer : undefined;
}

export type EarlyAnswer = Answer<never>;

/** Wraps an operation so that it always resolves with an answer, even after an error. */
export function answering<Request, T>(operate: (request: Request) => T | Promise<T>): (request: Request) => Promise<Answer<T>> {
  return (request) => orEnded(async () => ({ kind: "done", value: await operate(request) }));
}

/** The operation's result, or the answer that ended it early. */
export async function orEnded<A>(operate: () => Promise<A>): Promise<A | Answer<never>> {
  try {
    return await operate();
  } catch (error) {
    if (error instanceof Ended) return error.answer;
    return { kind: "invalid", message: String(error) };
  }
}
