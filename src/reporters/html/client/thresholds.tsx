import { unitOf } from "../../../result/thresholds/threshold.js";
import { formatValue } from "../../../result/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";
import type { ShownResult } from "../shown-result.js";
import { Part } from "./part.js";

/** What had to hold, and whether it did. */
export function Thresholds({ result: { thresholds } }: { readonly result: ShownResult }) {
  if (thresholds.length === 0) return null;
  return (
    <Part id="thresholds" title="Thresholds" about="What had to hold, judged over all nodes together.">
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Threshold</th>
              <th scope="col" class="number">
                Measured
              </th>
              <th scope="col">Held</th>
            </tr>
          </thead>
          <tbody>
            {thresholds.map(({ expression, metric, aggregation, value, passed }) => (
              <tr key={expression}>
                <td>
                  <code>{expression}</code>
                </td>
                <td class="number">
                  {value === null ? "nothing measured" : formatValue(value, unitOf(aggregation, metricSpec(metric)?.unit))}
                </td>
                <td class={passed ? "good" : "bad"}>{passed ? "✓ yes" : "✗ no"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Part>
  );
}
