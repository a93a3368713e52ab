import { useMemo } from "preact/hooks";
import { formatNumber } from "../../base/numbers.js";
import type { ShownResult } from "../shown-result.js";
import { bucketIndexesAt } from "./bucket-times.js";
import { Changes, useMarks } from "./changes.js";
import { Chart, SickLegend } from "./chart.js";
import type { ChartLine, ChartProps } from "./chart-content.js";
import { Nothing, Part } from "./part.js";
import type { Shade } from "./theme.js";

/** The data of the load charts. */
export type LoadFigures = Pick<ShownResult, "timeSeries" | "durationMs" | "changes"> & {
  readonly sick: { readonly windows: ChartProps["sick"] };
};

/** The planned load over time: users, or arrivals per second. */
export interface PlannedLoad {
  readonly of: "users" | "arrivals";
  readonly at: (offsetMs: number) => number;
}

/** The load of background users. */
export type BackgroundLoad = Pick<ShownResult, "timeSeries" | "durationMs">;

const ABOUT = "How many users were active, and how many iterations of the scenario finished each second.";
const ABOUT_BOTH = "Background users, who have no browser, have the scale on the right.";

/** Users and iterations over time. */
export function LoadCharts(props: {
  readonly result: LoadFigures;
  readonly shade: Shade;
  /** Drawn next to the actual load. */
  readonly planned?: PlannedLoad | undefined;
  /** Users without a browser, who were there, too. */
  readonly background?: BackgroundLoad | undefined;
  /** Text for the time before there is enough to draw. */
  readonly waiting?: string;
}) {
  const { result, background, shade, planned, waiting } = props;
  const { timeSeries, sick, durationMs } = result;
  const series = useMemo(
    () => withBackground(seriesOf(timeSeries, durationMs, planned), timeSeries, background),
    [timeSeries, durationMs, planned, background],
  );
  const { offsets } = series;
  const shared = {
    offsets,
    sick: sick.windows,
    changes: useMarks(result.changes),
    shade,
    format: formatNumber,
    formatRight: formatNumber,
  };
  return (
    <Part id="load" title="Load" about={background === undefined ? ABOUT : `${ABOUT} ${ABOUT_BOTH}`}>
      {offsets.length < 2 ? (
        <Nothing>{waiting ?? (offsets.length === 0 ? "There was no load." : "The run was too short to draw.")}</Nothing>
      ) : (
        <div class="charts">
          <Chart {...shared} title="Active users" lines={series.users} height={150} />
          <Chart {...shared} title="Iterations per second" lines={series.iterations} height={180} />
          <Changes changes={result.changes} />
          <SickLegend windows={sick.windows} />
        </div>
      )}
    </Part>
  );
}

function seriesOf(buckets: ShownResult["timeSeries"], durationMs: number, planned: PlannedLoad | undefined) {
  const offsets = buckets.map(({ offsetMs }) => offsetMs);
  const perSecond = (outcome: "succeeded" | "failed") =>
    buckets.map((bucket, index) => bucket[outcome] / secondsOf(offsets, index, durationMs));
  // Users are counted at the end of each second, which on average is a little after the middle of a bucket.
  const middleMs = ((offsets[1] ?? 1000) - (offsets[0] ?? 0) + 1000) / 2 - 1;
  const plannedAt = (offsetMs: number) => planned?.at(offsetMs + middleMs) ?? null;
  const plannedLine = (of: PlannedLoad["of"]) =>
    planned?.of === of ? [{ label: "planned", color: "line-4", values: offsets.map(plannedAt), dashed: true }] : [];
  const hasFailed = buckets.some(({ failed }) => failed > 0);
  return {
    offsets,
    users: [
      { label: "users", color: "line-1", values: buckets.map(({ activeUsers }) => activeUsers), filled: true },
      ...plannedLine("users"),
    ],
    iterations: [
      { label: "succeeded", color: "line-2", values: perSecond("succeeded"), filled: true },
      ...(hasFailed ? [{ label: "failed", color: "line-bad", values: perSecond("failed"), filled: true }] : []),
      ...plannedLine("arrivals"),
    ],
  };
}

type LoadSeries = ReturnType<typeof seriesOf>;

/** The same with the lines of background users, at all times at which there is a bucket of either kind. */
function withBackground(
  users: LoadSeries,
  buckets: ShownResult["timeSeries"],
  background: BackgroundLoad | undefined,
): { readonly offsets: readonly number[]; readonly users: readonly ChartLine[]; readonly iterations: readonly ChartLine[] } {
  if (background === undefined) return users;
  const { timeSeries, durationMs } = background;
  const crowd = seriesOf(timeSeries, durationMs, undefined);
  const offsets = [...new Set([...users.offsets, ...crowd.offsets])].sort((a, b) => a - b);
  const moved = (lines: readonly ChartLine[], from: ShownResult["timeSeries"]): readonly ChartLine[] => {
    const indexes = bucketIndexesAt(offsets, from);
    return lines.map((line) => ({ ...line, values: indexes.map((index) => line.values[index] ?? null) }));
  };
  const onRight = (lines: readonly ChartLine[], color: string) =>
    moved(lines, timeSeries).map((line) => ({
      ...line,
      label: line.label === "users" ? "background users" : `${line.label} in the background`,
      color: line.color === "line-bad" ? line.color : color,
      filled: false,
      dashed: line.color === "line-bad",
      isOnRight: true,
    }));
  const inBrowsers = moved(users.users, buckets).map((line) =>
    line.label === "users" ? { ...line, label: "users in browsers" } : line,
  );
  return {
    offsets,
    users: [...inBrowsers, ...onRight(crowd.users, "line-3")],
    iterations: [...moved(users.iterations, buckets), ...onRight(crowd.iterations, "line-3")],
  };
}

/** The length of a bucket; the last one may be cut short by the end of the run. */
function secondsOf(offsets: readonly number[], index: number, durationMs: number): number {
  const from = offsets[index] ?? 0;
  const width = (offsets[1] ?? 1000) - (offsets[0] ?? 0);
  const to = Math.min(offsets[index + 1] ?? from + width, Math.max(from + 250, durationMs));
  return Math.max(0.25, (to - from) / 1000);
}
