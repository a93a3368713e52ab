import { useState } from "preact/hooks";
import { formatNumber } from "../../../base/numbers.js";
import { formatValue } from "../../../result/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";
import type { ShownFigures, ShownResult } from "../shown-result.js";
import { Nothing, Part } from "./part.js";

/** Everything that was measured, with the values of each metric's dimension. */
export function Metrics({ result }: { readonly result: ShownResult }) {
  const [filter, setFilter] = useState("");
  const { histograms, counters, cappedMetrics } = result;
  const matches = (name: string, by: object) =>
    filter === "" || [name, ...Object.keys(by)].some((text) => text.toLowerCase().includes(filter.toLowerCase()));
  const shown = Object.entries(histograms).filter(([name, { by }]) => matches(name, by));
  const counted = Object.entries(counters).filter(([name, { by }]) => matches(name, by));
  return (
    <Part id="metrics" title="Metrics" about="Everything that was measured. Open a metric to see its parts.">
      <label class="pick">
        Filter{" "}
        <input
          type="search"
          value={filter}
          placeholder="event, /products, click"
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      </label>
      {shown.length + counted.length === 0 ? (
        <Nothing>{filter === "" ? "Nothing was measured." : "No metric fits."}</Nothing>
      ) : null}
      {shown.length === 0 ? null : (
        <MetricTable titles={["Count", "Average", "p50", "p95", "p99", "Max"]}>
          {shown.map(([name, { aggregate, by }]) => (
            <MetricRows
              key={name}
              name={name}
              whole={figureCells(aggregate, name)}
              parts={Object.entries(by).map(([part, figures]) => [part, figureCells(figures, name)])}
              isCapped={cappedMetrics.includes(name)}
              columns={7}
            />
          ))}
        </MetricTable>
      )}
      {counted.length === 0 ? null : (
        <MetricTable titles={["Sum"]}>
          {counted.map(([name, { aggregate, by }]) => (
            <MetricRows
              key={name}
              name={name}
              whole={[counterText(aggregate, name)]}
              parts={Object.entries(by).map(([part, sum]) => [part, [counterText(sum, name)]])}
              isCapped={cappedMetrics.includes(name)}
              columns={2}
            />
          ))}
        </MetricTable>
      )}
    </Part>
  );
}

function MetricTable({ titles, children }: { readonly titles: readonly string[]; readonly children: preact.ComponentChildren }) {
  return (
    <div class="scroll">
      <table class="metrics">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            {titles.map((title) => (
              <th key={title} scope="col" class="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        {children}
      </table>
    </div>
  );
}

function MetricRows(props: {
  readonly name: string;
  readonly whole: readonly string[];
  readonly parts: readonly (readonly [string, readonly string[]])[];
  readonly isCapped: boolean;
  readonly columns: number;
}) {
  const { name, whole, parts, isCapped, columns } = props;
  const [isOpen, setOpen] = useState(false);
  const spec = metricSpec(name);
  return (
    <tbody>
      <tr>
        <td>
          {parts.length === 0 ? (
            <span class="leaf">{name}</span>
          ) : (
            <button type="button" class="open" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              <span aria-hidden="true">{isOpen ? "▾" : "▸"}</span> {name} <small>{formatNumber(parts.length)}</small>
            </button>
          )}
          <span class="description">{spec?.description ?? "A metric of the scenario’s own."}</span>
        </td>
        <Cells values={whole} />
      </tr>
      {isOpen
        ? [...parts].sort(bySize).map(([part, values]) => (
            <tr key={part} class="part-row">
              <td>{part === "" ? "–" : part}</td>
              <Cells values={values} />
            </tr>
          ))
        : null}
      {isOpen && isCapped ? (
        <tr class="part-row">
          <td colSpan={columns} class="faint">
            There were more values than are kept: the rest is under “other”.
          </td>
        </tr>
      ) : null}
    </tbody>
  );
}

function Cells({ values }: { readonly values: readonly string[] }) {
  return (
    <>
      {values.map((value, index) => (
        <td key={index} class="number">
          {value}
        </td>
      ))}
    </>
  );
}

function bySize([a]: readonly [string, readonly string[]], [b]: readonly [string, readonly string[]]): number {
  return Number(a === "other") - Number(b === "other") || a.localeCompare(b);
}

function figureCells({ count, sum, p50, p95, p99, max }: ShownFigures, metric: string): readonly string[] {
  const unit = metricSpec(metric)?.unit;
  const values = [count === 0 ? 0 : sum / count, p50, p95, p99, max];
  return [formatNumber(count), ...values.map((value) => formatValue(value, unit))];
}

function counterText(value: number, metric: string): string {
  return formatValue(value, metricSpec(metric)?.unit ?? "count");
}
