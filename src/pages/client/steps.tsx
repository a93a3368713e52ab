import { formatDuration } from "../../base/duration.js";
import { formatNumber } from "../../base/numbers.js";
import { type StepRow, stepRows } from "../../result/wording/summary.js";
import { oneLine } from "../../result/wording/wording.js";
import type { ShownResult } from "../shown-result.js";
import { ListFilter, ListRest, useLongList } from "./long-list.js";
import { Nothing, Part, WideTable } from "./part.js";

/** The steps of the scenario, slowest first. */
export function Steps({ result }: { readonly result: Pick<ShownResult, "histograms" | "counters"> }) {
  const rows = stepRows(result);
  const list = useLongList(rows, ({ name }) => name);
  const slowest = Math.max(1, ...rows.map(({ figures }) => figures?.p95 ?? 0));
  const head = (
    <>
      <th scope="col">Step</th>
      {["Count", "Failed", "p50", "p95", "p99", "Max"].map((title) => (
        <th key={title} scope="col" class="number">
          {title}
        </th>
      ))}
      <th scope="col" class="wide" aria-label="p95 compared with the slowest step" />
    </>
  );
  return (
    <Part id="steps" title="Steps" about="The steps of the scenario, slowest first. Failed steps count too.">
      {rows.length === 0 ? (
        <Nothing>No step was run.</Nothing>
      ) : (
        <>
          <ListFilter list={list} placeholder="click, /products" />
          <WideTable label="Steps" head={head}>
            <tbody>
              {list.shown.map((row) => (
                <StepCells key={row.name} row={row} slowest={slowest} />
              ))}
            </tbody>
          </WideTable>
          <ListRest list={list} noun="step" />
        </>
      )}
    </Part>
  );
}

function StepCells({ row, slowest }: { readonly row: StepRow; readonly slowest: number }) {
  const { name, count, failed, figures } = row;
  const p95 = figures?.p95 ?? 0;
  return (
    <tr>
      <td>
        <code>{oneLine(name)}</code>
      </td>
      <td class="number">{formatNumber(count)}</td>
      <td class={failed > 0 ? "number bad" : "number faint"}>{formatNumber(failed)}</td>
      {[figures?.p50, figures?.p95, figures?.p99, figures?.max].map((value, index) => (
        <td key={index} class={index === 1 ? "number strong" : "number"}>
          {value === undefined ? "–" : formatDuration(value)}
        </td>
      ))}
      <td class="wide">
        <meter min={0} max={slowest} value={p95} aria-label={`p95 ${formatDuration(p95)}`} />
      </td>
    </tr>
  );
}
