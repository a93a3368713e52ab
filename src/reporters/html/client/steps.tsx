import { formatDuration } from "../../../base/duration.js";
import { formatNumber } from "../../../base/numbers.js";
import { stepRows } from "../../summary.js";
import type { ShownResult } from "../shown-result.js";
import { Nothing, Part } from "./part.js";

/** What users did, the slowest first. */
export function Steps({ result }: { readonly result: ShownResult }) {
  const rows = stepRows(result);
  const slowest = Math.max(1, ...rows.map(({ figures }) => figures?.p95 ?? 0));
  return (
    <Part id="steps" title="Steps" about="What the scenario does, step by step; the slowest first. A failed step counts, too.">
      {rows.length === 0 ? (
        <Nothing>No step was taken.</Nothing>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Step</th>
                {["Count", "Failed", "p50", "p95", "p99", "Max"].map((title) => (
                  <th key={title} scope="col" class="number">
                    {title}
                  </th>
                ))}
                <th scope="col" class="wide" aria-label="p95 compared with the slowest step" />
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, count, failed, figures }) => (
                <tr key={name}>
                  <td>
                    <code>{name}</code>
                  </td>
                  <td class="number">{formatNumber(count)}</td>
                  <td class={failed > 0 ? "number bad" : "number faint"}>{formatNumber(failed)}</td>
                  {[figures?.p50, figures?.p95, figures?.p99, figures?.max].map((value, index) => (
                    <td key={index} class={index === 1 ? "number strong" : "number"}>
                      {value === undefined ? "–" : formatDuration(value)}
                    </td>
                  ))}
                  <td class="wide">
                    <meter min={0} max={slowest} value={figures?.p95 ?? 0} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Part>
  );
}
