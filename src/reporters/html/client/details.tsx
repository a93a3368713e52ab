import { formatDuration } from "../../../base/duration.js";
import { Part } from "../../../pages/client/part.js";
import type { ShownResult } from "../../../pages/shown-result.js";
import type { ReportData } from "../report-data.js";

const JOURNAL: Readonly<Record<ShownResult["journal"], string>> = {
  complete: "complete: every sample was on disk before it was acknowledged",
  incomplete: "incomplete: some samples could not be written to disk",
  none: "none",
};

/** Facts about the run and its result. */
export function Details({ result }: { readonly result: ReportData }) {
  const { runId, seed, liveloadVersion, generatedAt, startSkewMs, journal, cappedMetrics, notMeasured, options, nodes } = result;
  const withoutBrowser = result.background?.notMeasured ?? [];
  const facts: readonly (readonly [string, string])[] = [
    ["Run", runId],
    ["Seed", String(seed)],
    ["LiveLoad", liveloadVersion],
    ["Result created", new Date(generatedAt).toLocaleString()],
    ...(nodes.length > 1 ? ([["Nodes started within", formatDuration(startSkewMs)]] as const) : []),
    ["Journal", JOURNAL[journal]],
    ...(cappedMetrics.length > 0 ? ([["Metrics with too many values", cappedMetrics.join(", ")]] as const) : []),
    ...(notMeasured.length > 0 ? ([["Not measurable in this browser", notMeasured.join(", ")]] as const) : []),
    ...(withoutBrowser.length > 0 ? ([["Not measurable without a browser", withoutBrowser.join(", ")]] as const) : []),
  ];
  return (
    <Part id="details" title="Details">
      <dl class="details">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>Options of the run</summary>
        <pre>{JSON.stringify(options, undefined, 2)}</pre>
      </details>
    </Part>
  );
}
