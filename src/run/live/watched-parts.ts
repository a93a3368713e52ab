import type { RunResult } from "../../result/model.js";

type PageError = NonNullable<RunResult["pageErrors"]>[number];
const MAX_MESSAGE = 1000;

/** How many are shown, during a load and in its result. */
export const [MAX_FAILURES, MAX_OWN_METRICS] = [25, 10];

/** Without stacks and screenshots, which are in the report. */
export function withoutStack(failure: RunResult["failures"][number]): RunResult["failures"][number] {
  const { stack: _stack, screenshot: _screenshot, ...sample } = failure.sample;
  return { ...failure, sample };
}

/** The same of an error of a page. */
export function withoutErrorStack(error: PageError): PageError {
  const { stack: _stack, message, ...sample } = error.sample;
  return { ...error, sample: { ...sample, message: message.slice(0, MAX_MESSAGE) } };
}
