import type { RunResult } from "../../result/model.js";

/** How many are shown, during a load and in its result. */
export const [MAX_FAILURES, MAX_OWN_METRICS] = [25, 10];

/** Without stacks, screenshots and evidence, which are in the report. */
export function withoutStack({ evidence: _own, ...failure }: RunResult["failures"][number]): RunResult["failures"][number] {
  const { stack: _stack, screenshot: _screenshot, ...sample } = failure.sample;
  return { ...failure, sample };
}
