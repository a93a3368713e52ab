import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import { Part } from "../../pages/client/part.js";
import type { LiveNodes } from "../../run/live/live-picture.js";
import type { CurrentScenario } from "../dashboard-state.js";

/** The time before there are figures: the phases of the run, and its nodes. */
export function Starting({ scenario }: { readonly scenario: CurrentScenario }) {
  const { phases, underWay, booting } = scenario;
  return (
    <Part
      id="start"
      title="Getting ready"
      about="What the run does before its users start, and the nodes that it starts for them."
    >
      <ol class="phases">
        {phases.map(({ title, durationMs }) => (
          <li key={title} class={durationMs === undefined ? "now" : "done"}>
            <span aria-hidden="true">{durationMs === undefined ? "●" : "✓"}</span> {title}{" "}
            <span class="faint">{durationMs === undefined ? (underWay ?? "under way") : formatDuration(durationMs)}</span>
          </li>
        ))}
      </ol>
      {booting === undefined ? null : <BootingNodes nodes={booting} />}
    </Part>
  );
}

function BootingNodes({ nodes: { total, joined, shown } }: { readonly nodes: LiveNodes }) {
  const rest = total - shown.length;
  return (
    <>
      <h3>
        {formatNumber(joined)} of {formatCount(total, "node")} joined
      </h3>
      <progress class="progress" max={total} value={joined} aria-label="Nodes that have joined" />
      <ul class="booting" aria-label="Nodes">
        {shown.map(({ name, status }) => (
          <li key={name}>
            {name} <span class={`status ${status}`}>{status}</span>
          </li>
        ))}
        {rest > 0 ? <li class="faint">and {formatNumber(rest)} more</li> : null}
      </ul>
    </>
  );
}
