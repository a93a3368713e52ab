import type { RunResult } from "../../result/model.js";

/** As many are shown, of a load under way and of its result. */
export const [MAX_FAILURES, MAX_OWN_METRICS] = [25, 10];

/** Stacks and screenshots are in the report. */
export function withoutStack(failure: RunResult["failures"][number]): RunResult["failures"][number] {
  const { stack: _stack, screenshot: _screenshot, ...sample } = failure.sample;
  return { ...failure, sample };
}
