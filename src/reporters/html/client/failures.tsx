import { formatDuration } from "../../../base/duration.js";
import { formatNumber } from "../../../base/numbers.js";
import type { ShownResult } from "../shown-result.js";
import { Nothing, Part } from "./part.js";

type Failure = ShownResult["failures"][number];

/** What went wrong, equal failures together, the most frequent first. */
export function Failures({ result: { failures } }: { readonly result: ShownResult }) {
  return (
    <Part
      id="failures"
      title="Failures"
      about="Failures that look alike are counted together; each shows the first that was seen."
    >
      {failures.length === 0 ? (
        <Nothing>Nothing failed.</Nothing>
      ) : (
        failures.map((failure) => <FailureGroup key={failure.signature} failure={failure} />)
      )}
    </Part>
  );
}

function FailureGroup({ failure }: { readonly failure: Failure }) {
  const { count, category, sample } = failure;
  return (
    <details class="failure" open={sample.stack === undefined}>
      <summary>
        <span class="count">{formatNumber(count)}×</span>
        <span class="message">{sample.message}</span>
      </summary>
      <dl>
        <Fact name="kind" value={category} />
        <Fact name="step" value={sample.operation} />
        <Fact name="page" value={sample.page} />
        <Fact name="first after" value={formatDuration(failure.firstOffsetMs)} />
        <Fact name="user" value={sample.userId === undefined ? undefined : String(sample.userId)} />
        <Fact name="node" value={sample.node} />
        <Fact name="screenshot" value={sample.screenshot} />
      </dl>
      {sample.stack === undefined ? null : <pre>{sample.stack}</pre>}
    </details>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string | undefined }) {
  if (value === undefined || value === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
