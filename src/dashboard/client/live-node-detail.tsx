import { NodeDetail, useNodeName } from "../../pages/client/detail/node-detail.js";
import type { NodeSource } from "../../pages/client/detail/node-source.js";
import type { Shade } from "../../pages/client/theme.js";
import { own } from "../../result/wording/summary.js";
import type { LiveNodeDetail as Looked } from "../../run/live/live-look.js";
import { MAX_FAILURES } from "../../run/live/watched-parts.js";
import type { CurrentScenario } from "../dashboard-state.js";
import type { Figures } from "../figures.js";
import { useLook } from "./use-look.js";

const NO_EVIDENCE = {};

interface LiveNodeDetailProps {
  readonly live: CurrentScenario["live"];
  readonly figures: Figures;
  readonly shade: Shade;
  readonly isLive: boolean;
}

/** The node, or the process of background users, that the view names; it is asked for only while it is looked at. */
export function LiveNodeDetail({ live, figures, shade, isLive }: LiveNodeDetailProps) {
  const name = useNodeName();
  const known = figures.details?.nodes;
  const answer = useLook<Looked>(name === undefined || known !== undefined ? undefined : { node: name }, isLive);
  const looked = known === undefined ? answer : own(known, name ?? "");
  // Just after the view has changed, the answer is still about another node.
  const node = looked?.name === name ? looked : undefined;
  const shown = node ?? (known === undefined ? listed(live, name) : undefined);
  const source = shown === undefined ? undefined : sourceOf(shown, live, figures);
  const isAsking = isLive && known === undefined && node === undefined && answer !== null;
  return <NodeDetail source={source === undefined ? undefined : { ...source, isAsking }} evidence={NO_EVIDENCE} shade={shade} />;
}

/** The node as the tables of nodes list it. */
function listed(live: LiveNodeDetailProps["live"], name: string | undefined): Looked | undefined {
  for (const kind of [live?.nodes, live?.background?.nodes]) {
    const node = kind?.shown.find((one) => one.name === name);
    if (node === undefined) continue;
    const { users, iterations } = node;
    const isBackground = kind !== live?.nodes;
    return { name: node.name, users, iterations, finishedIterations: iterations, health: [], sickWindows: [], isBackground };
  }
  return undefined;
}

function sourceOf(node: Looked, live: LiveNodeDetailProps["live"], figures: Figures): NodeSource {
  const of = node.isBackground ? figures.background : figures;
  const nodes = node.isBackground ? live?.background?.nodes : live?.nodes;
  const failures = of?.failures ?? [];
  return {
    node,
    failures,
    iterations: (of ?? figures).iterations,
    changes: figures.changes,
    startedAt: "",
    isOnlyNode: nodes?.total === 1,
    ...(failures.length < MAX_FAILURES ? {} : { mostFrequent: MAX_FAILURES }),
  };
}
