import type { RunResult } from "../../../result/model.js";

/** The two results of a comparison. */
export interface ComparedResults {
  readonly a: RunResult;
  readonly b: RunResult;
}
