import type { RunResult } from "./model.js";
import { withoutPrefix } from "./thresholds/threshold.js";

/** Begins what is said of background users only, as in the reasons of a verdict. */
export const ABOUT_BACKGROUND = "background users: ";

/**
 * The background users of a run as a result of their own, so that whatever shows a result can show them too: with their own
 * thresholds, by the names of the metrics. `undefined` when the run had none.
 */
export function backgroundRun(result: RunResult): RunResult | undefined {
  const {
    background,
    ownDurationMs: _own,
    dimensionSeries: _series,
    byNode: _nodes,
    pageErrors: _errors,
    lastPages: _pages,
    traces: _traces,
    ...run
  } = result;
  if (background === undefined) return undefined;
  const thresholds = run.thresholds.flatMap((threshold) => {
    const { metric, ofBackground } = withoutPrefix(threshold.metric);
    return ofBackground ? [{ ...threshold, metric }] : [];
  });
  const reasons = run.verdictReasons.filter(({ message }) => message.startsWith(ABOUT_BACKGROUND));
  return { ...run, ...background, thresholds, verdictReasons: reasons };
}

/** The notes on the users in browsers, and those on background users with a word that says so. */
export function notesOnBoth(result: RunResult, notesOn: (run: RunResult) => readonly string[]): readonly string[] {
  const background = backgroundRun(result);
  const more = background === undefined ? [] : notesOn(background).map((note) => `${ABOUT_BACKGROUND}${note}`);
  return [...notesOn(result), ...more];
}
