import { unitOfThreshold } from "../../result/thresholds/threshold.js";
import { formatValue } from "../../result/wording/wording.js";
import type { ShownResult } from "../shown-result.js";
import { Part, WideTable } from "./part.js";

type ShownThreshold = ShownResult["thresholds"][number];

/** The thresholds, and whether each holds. */
export function Thresholds(props: {
  readonly result: Pick<ShownResult, "thresholds">;
  /** Whether the load is still running, so that nothing is final. */
  readonly isLive?: boolean;
}) {
  const { result, isLive = false } = props;
  const { thresholds } = result;
  if (thresholds.length === 0) return null;
  const head = (
    <>
      <th scope="col">{isLive ? "Holds" : "Held"}</th>
      <th scope="col">Threshold</th>
      <th scope="col" class="number">
        Measured
      </th>
      <th scope="col" class="number">
        Limit
      </th>
    </>
  );
  return (
    <Part
      id="thresholds"
      title="Thresholds"
      about={isLive ? "Judged at the end of the run; this is how each stands now." : "Judged over all nodes together."}
    >
      <WideTable label="Thresholds" kind="thresholds" head={head}>
        <tbody>
          {thresholds.map((threshold) => (
            <ThresholdRow key={threshold.expression} threshold={threshold} isLive={isLive} />
          ))}
        </tbody>
      </WideTable>
    </Part>
  );
}

function ThresholdRow({ threshold, isLive }: { readonly threshold: ShownThreshold; readonly isLive: boolean }) {
  const { expression, value, limit, passed, abortOnFail } = threshold;
  const unit = unitOfThreshold(threshold);
  return (
    <tr>
      {isLive && value === null ? (
        <td class="faint">… not yet</td>
      ) : (
        <td class={passed ? "good" : "bad"}>{passed ? "✓ yes" : "✗ no"}</td>
      )}
      <td>
        <code>{expression}</code>
        {abortOnFail ? <span class="description">stops the run as soon as it does not hold</span> : null}
      </td>
      <td class={value === null ? "number" : "number strong"}>
        {value === null ? "nothing measured" : formatValue(value, unit)}
      </td>
      <td class="number">
        {operatorOf(expression)} {formatValue(limit, unit)}
      </td>
    </tr>
  );
}

const OPERATOR_SIGNS: Readonly<Record<string, string>> = { "<=": "≤", ">=": "≥", "==": "=", "!=": "≠" };

/** The last operator in an expression, as dimension values before it may contain such characters too. */
function operatorOf(expression: string): string {
  const operator = /([<>=!]=|[<>])[^<>=!]*$/.exec(expression)?.[1] ?? "";
  return OPERATOR_SIGNS[operator] ?? operator;
}
