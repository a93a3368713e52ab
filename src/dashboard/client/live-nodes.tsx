import { formatDuration } from "../../base/duration.js";
import { formatNumber } from "../../base/numbers.js";
import { Part, WideTable } from "../../pages/client/part.js";
import { SICK_CAUSE_TEXT } from "../../result/sick-causes.js";
import { formatShare } from "../../result/wording/wording.js";
import type { LiveNode, LiveNodes as Nodes } from "../../run/live/live-picture.js";

const COLUMNS = ["Users", "Iterations", "CPU", "Memory", "Event loop"];

/** Each table has rows of one kind, and these texts above them. */
const TABLES = {
  nodes: {
    title: "Nodes",
    about:
      "The machines that generate the load, in the latest second that each reported. While a node itself is too slow, its samples are kept separate and are not judged.",
    first: "Node",
  },
  "crowd-nodes": {
    title: "Processes of background users",
    about: "They run on the same nodes as the browsers, in the latest second that each reported.",
    first: "Process",
  },
} as const;

/** The nodes, or the processes of background users, each in its latest known state. */
export function LiveNodes({ nodes: { shown, total }, id }: { readonly nodes: Nodes; readonly id: keyof typeof TABLES }) {
  const { title, about, first } = TABLES[id];
  const head = (
    <>
      <th scope="col">{first}</th>
      {COLUMNS.map((column) => (
        <th key={column} scope="col" class="number">
          {column}
        </th>
      ))}
    </>
  );
  const rest = total - shown.length;
  return (
    <Part id={id} title={title} about={about}>
      <WideTable label={title} kind="nodes" head={head}>
        <tbody>
          {shown.map((node) => (
            <NodeRow key={node.name} node={node} />
          ))}
        </tbody>
      </WideTable>
      {rest > 0 ? <p class="faint">and {formatNumber(rest)} more without trouble</p> : null}
    </Part>
  );
}

function NodeRow({ node }: { readonly node: LiveNode }) {
  const { name, status, isReachable, users, activeUsers, iterations, gauges, busy, sick, sickUserSeconds } = node;
  const loop = gauges.node_event_loop_delay;
  return (
    <tr>
      <td>
        <strong>{name}</strong> <span class={`status ${status === "running" && !isReachable ? "lost" : status}`}>{status}</span>
        {status === "running" && !isReachable ? <span class="status lost">unreachable</span> : null}
        {sick !== undefined ? (
          <span class="status sick">sick</span>
        ) : busy && status === "running" ? (
          <span class="status busy">busy</span>
        ) : null}
        {sick !== undefined ? <span class="description">{SICK_CAUSE_TEXT[sick]}</span> : null}
        {sick === undefined && sickUserSeconds > 0 ? (
          <span class="description">was itself too slow for {formatNumber(sickUserSeconds)} user-seconds</span>
        ) : null}
      </td>
      <td class="number">
        {formatNumber(activeUsers)} <span class="faint">of {formatNumber(users)}</span>
      </td>
      <td class="number">{formatNumber(iterations)}</td>
      <ShareCell share={gauges.node_cpu} />
      <ShareCell share={gauges.node_memory} />
      <td class="number">{loop === undefined ? "–" : formatDuration(loop)}</td>
    </tr>
  );
}

function ShareCell({ share }: { readonly share: number | undefined }) {
  return (
    <td class={share !== undefined && share > 0.9 ? "number bad" : "number"}>{share === undefined ? "–" : formatShare(share)}</td>
  );
}
