import { LiveLoadError, messageOf } from "../base/errors.js";
import { Sketch } from "../telemetry/sketch.js";
import type { BackgroundResult, HistogramFigures, RunResult } from "./model.js";

/**
 * Checks that every sketch in a result can be decoded and holds the number of values that its `count` gives.
 * @param origin the result's path, for the error message
 * @throws LiveLoadError `RESULT_UNREADABLE`
 */
export function checkSketches(result: RunResult, origin: string): void {
  for (const [where, figures] of allFigures(result)) {
    try {
      const { count } = Sketch.fromBase64(figures.sketch);
      if (count !== figures.count) throw new RangeError(`it holds ${count} values, but its count is ${figures.count}`);
    } catch (error) {
      throw new LiveLoadError("RESULT_UNREADABLE", `${origin} is damaged at ${where}.sketch: ${messageOf(error)}`, {
        hint: "if there is a journal, live-load report --from-journal rebuilds the result",
        cause: error,
      });
    }
  }
}

function* allFigures(result: RunResult): Iterable<readonly [string, HistogramFigures]> {
  yield* figuresOfUsers(result);
  if (result.background === undefined) return;
  for (const [where, figures] of figuresOfUsers(result.background)) yield [`background.${where}`, figures];
}

function* figuresOfUsers({ histograms, sick, nodes }: BackgroundResult): Iterable<readonly [string, HistogramFigures]> {
  yield* figuresIn("histograms", histograms);
  yield* figuresIn("sick.histograms", sick.histograms);
  for (const node of nodes) {
    for (const [metric, figures] of Object.entries(node.histograms)) yield [`nodes.${node.name}.histograms.${metric}`, figures];
  }
}

function* figuresIn(where: string, histograms: RunResult["histograms"]): Iterable<readonly [string, HistogramFigures]> {
  for (const [metric, { aggregate, by }] of Object.entries(histograms)) {
    yield [`${where}.${metric}.aggregate`, aggregate];
    for (const [value, figures] of Object.entries(by)) yield [`${where}.${metric}.by.${value}`, figures];
  }
}
