import { formatNumber } from "../../base/numbers.js";
import { type Column, DataTable } from "../../pages/client/data-table.js";
import { NODE_DETAIL } from "../../pages/client/detail/node-detail.js";
import { DetailLink } from "../../pages/client/detail-link.js";
import { Part } from "../../pages/client/part.js";
import { duration } from "../../pages/client/steps.js";
import { SICK_CAUSE_TEXT } from "../../result/sick-causes.js";
import { formatShare } from "../../result/wording/wording.js";
import type { LiveNode, LiveNodes as Nodes } from "../../run/live/live-picture.js";

/** Each table has rows of one kind, and these texts above them. */
const TABLES = {
  nodes: {
    title: "Nodes",
    about:
      "The machines that generate the load, in the latest second that each reported. While a node itself is too slow, its samples are kept separate and are not judged.",
    first: "Node",
    noun: "node",
  },
  "crowd-nodes": {
    title: "Processes of background users",
    about: "They run on the same nodes as the browsers, in the latest second that each reported.",
    first: "Process",
    noun: "process",
  },
} as const;

/** The nodes, or the processes of background users, each in its latest known state. */
export function LiveNodes(props: {
  readonly nodes: Nodes;
  readonly id: keyof typeof TABLES;
  /** Whether more is known about the node of this name. */
  readonly hasDetail: (name: string) => boolean;
}) {
  const { nodes, id, hasDetail } = props;
  const { shown, total } = nodes;
  const { title, about, first, noun } = TABLES[id];
  const rest = total - shown.length;
  return (
    <Part id={id} title={title} about={about}>
      <DataTable
        id={id}
        kind="nodes"
        label={title}
        noun={noun}
        rows={shown}
        keyOf={({ name }) => name}
        textOf={({ name, status }) => `${name} ${status}`}
        columns={[nameColumn(first, hasDetail), ...COLUMNS]}
        placeholder="name, lost"
      />
      {rest > 0 ? <p class="faint">and {formatNumber(rest)} more without trouble</p> : null}
    </Part>
  );
}

function nameColumn(title: string, hasDetail: (name: string) => boolean): Column<LiveNode> {
  return { title, value: ({ name }) => name, cell: (node) => <NodeName node={node} hasDetail={hasDetail(node.name)} /> };
}

const COLUMNS: readonly Column<LiveNode>[] = [
  {
    title: "Users",
    isNumber: true,
    value: ({ activeUsers }) => activeUsers,
    cell: ({ activeUsers, users }) => (
      <>
        {formatNumber(activeUsers)} <span class="faint">of {formatNumber(users)}</span>
      </>
    ),
  },
  {
    title: "Iterations",
    isNumber: true,
    value: ({ iterations }) => iterations,
    cell: ({ iterations }) => formatNumber(iterations),
  },
  shareColumn("CPU", ({ gauges }) => gauges.node_cpu),
  shareColumn("Memory", ({ gauges }) => gauges.node_memory),
  duration("Event loop", ({ gauges }) => gauges.node_event_loop_delay),
];

function shareColumn(title: string, shareOf: (node: LiveNode) => number | undefined): Column<LiveNode> {
  return {
    title,
    isNumber: true,
    value: shareOf,
    cell: (node) => {
      const share = shareOf(node);
      return share === undefined ? "–" : formatShare(share);
    },
    className: (node) => ((shareOf(node) ?? 0) > 0.9 ? "bad" : ""),
  };
}

function NodeName({ node, hasDetail }: { readonly node: LiveNode; readonly hasDetail: boolean }) {
  const { name, status, isReachable, busy, sick, sickUserSeconds } = node;
  const shownName = <strong>{name}</strong>;
  return (
    <>
      {hasDetail ? <DetailLink detail={[NODE_DETAIL, name]}>{shownName}</DetailLink> : shownName}{" "}
      <span class={`status ${status === "running" && !isReachable ? "lost" : status}`}>{status}</span>
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
    </>
  );
}
