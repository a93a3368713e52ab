import { formatNumber } from "../../base/numbers.js";
import { finishedIterations } from "../../result/iteration-rate.js";
import type { RunResult } from "../../result/model.js";

type Iterations = RunResult["iterations"];

/** The iterations that did not finish, which explain why more have started than are judged. */
export function unfinishedNote({ interrupted, abortedInfra, dropped }: Iterations): string {
  const parts = [
    [interrupted, "interrupted"],
    [abortedInfra, "lost with nodes"],
    [dropped, "dropped"],
  ] as const;
  return parts.map(([count, what]) => (count > 0 ? `, ${formatNumber(count)} ${what}` : "")).join("");
}

/** How many of those that finished have failed. */
export function failedNote(iterations: Iterations): string {
  const finished = finishedIterations(iterations);
  return `${formatNumber(iterations.failed)} of ${formatNumber(finished)} finished`;
}
