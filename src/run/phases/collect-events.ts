import { RateBudget } from "../../base/rate-budget.js";
import type { ClusterNode, NodeEvents } from "../../cluster/nodes/cluster-node.js";
import type { NoticeListeners, RequestHandlers } from "../../cluster/nodes/node-events.js";
import type { EvidenceSource } from "../evidence/evidence-desk.js";
import type { RunState } from "./run-state.js";
import { takeBatch } from "./take-batch.js";

/** Every notification and request of a runner has its end here: a new one does not compile without. */
interface CollectedEvents extends NodeEvents {
  readonly notices: NoticeListeners<ClusterNode>;
  readonly requests: RequestHandlers<ClusterNode>;
}

/** Each node limits its scenario's output; the sum of many nodes still has to be limited for a terminal. */
const SHOWN_OUTPUT = { burst: 100, perSecond: 50 };
const TOO_MUCH_OUTPUT = "the scenario writes more lines than can be shown; some are left out";

/** The parts of a run that its nodes' events reach. */
export interface CollectingState
  extends Pick<RunState, "aggregate" | "background" | "start" | "abort" | "throttles" | "steering" | "keep"> {
  readonly evidence: Pick<RunState["evidence"], "asked" | "put">;
  readonly traces: Pick<RunState["traces"], "asked" | "put">;
  readonly ports: Pick<RunState["ports"], "emit" | "stop"> & { readonly host: Pick<RunState["ports"]["host"], "clock"> };
  readonly journal: Pick<RunState["journal"], "append" | "leftOut">;
  readonly folder: Pick<RunState["folder"], "write">;
  readonly loaded: Pick<RunState["loaded"], "users"> & {
    readonly pools: Pick<RunState["loaded"]["pools"], "lease" | "at">;
  };
}

/** Feeds the nodes' messages to aggregate and journal, and turns those that matter to a person into events. */
export function collectEvents(state: CollectingState): CollectedEvents {
  const { emit } = state.ports;
  const warn = (node: ClusterNode, message: string) => emit({ type: "warning", message: `${node.name}: ${message}` });
  const warned = new Set<string>();
  const warnOnce = (node: ClusterNode, message: string) => {
    // The same warning from a thousand nodes is reported once.
    if (!warned.has(message)) warn(node, message);
    warned.add(message);
  };
  return {
    onBatch: (node, bytes) => {
      const { aggregate, background } = state;
      takeBatch(bytes, (name) => (name !== node.name ? undefined : node.isBackground ? background : aggregate));
      return state.journal.append({ type: "batch", bytes });
    },
    notices: runnerNotices(state, warnOnce),
    requests: {
      "data.lease": (node, question) => state.loaded.pools.lease(node.name, question),
      "data.rows": (node, question) => ({ rows: state.loaded.pools.at(node.name, question) }),
      "evidence.ask": (node, question) => state.evidence.asked(sourceOf(node), question),
      "evidence.put": (node, evidence) => {
        state.evidence.put(sourceOf(node), evidence);
        return {};
      },
      "trace.ask": (node, question) => state.traces.asked(node.name, question),
      "trace.put": (node, part) => {
        state.traces.put(node.name, part);
        return {};
      },
    },
    onWarning: warnOnce,
    onResumed: (node) => {
      state.throttles?.resumed(node);
      state.steering?.resumed(node);
    },
    onStatus: (node, status) => {
      if (status !== "lost") return;
      state.throttles?.lost(node);
      // Its rejected batch is neither in the result nor in the journal.
      if (node.trouble?.code === "CHANNEL_PROTOCOL") state.journal.leftOut();
      warn(node, `lost: ${node.trouble?.message ?? "it stopped responding"}`);
    },
    onReachable: (node, reachable) => {
      if (node.status === "running") warn(node, reachable ? "is reachable again" : "cannot be reached; waiting for it");
    },
  };
}

function sourceOf({ name, isBackground }: ClusterNode): EvidenceSource {
  return { name, isBackground };
}

function runnerNotices(
  state: CollectingState,
  warnOnce: (node: ClusterNode, message: string) => void,
): NoticeListeners<ClusterNode> {
  const { emit, stop, host } = state.ports;
  const { clock } = host;
  const prepared = new Map<string, number>();
  const shown = new RateBudget(clock, SHOWN_OUTPUT);
  let outputIsCut = false;
  return {
    "runner.progress": (node, { preparedUsers }) => {
      // Background users have no browser context to open.
      if (node.isBackground) return;
      prepared.set(node.name, preparedUsers);
      const sum = [...prepared.values()].reduce((total, count) => total + count, 0);
      emit({ type: "users-prepared", prepared: sum, total: state.loaded.users });
    },
    "runner.aborted": (node, { reason }) => {
      const offsetMs = state.start === undefined ? undefined : Math.max(0, clock.now() - state.start.t0Ms);
      state.abort ??= { message: reason, node: node.name, offsetMs };
      stop.ask("aborted");
    },
    "runner.warning": (node, { message }) => warnOnce(node, message),
    "runner.output": (node, { userId, level, text }) => {
      if (shown.take())
        emit({ type: "scenario-output", node: node.name, ...(userId === undefined ? {} : { userId }), level, text });
      else if (!outputIsCut) {
        outputIsCut = true;
        emit({ type: "warning", message: TOO_MUCH_OUTPUT });
      }
    },
    "runner.step": (node, step) => emit({ type: "step", node: node.name, ...step }),
    "runner.artifact": (node, { name, base64 }) => {
      state.keep(state.folder.write(`artifacts/${node.name}/${name}`, Buffer.from(base64, "base64")), "a screenshot");
    },
    "runner.throttles": (node, { demands }) => state.throttles?.heard(node, demands),
  };
}
