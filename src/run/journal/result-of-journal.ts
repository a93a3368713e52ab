import { isLiveLoadError, LiveLoadError, messageOf } from "../../base/errors.js";
import { type LoadPlan, planDurationMs } from "../../load/load-plan.js";
import { buildResult } from "../../result/build-result.js";
import type { KeptEvidence } from "../../result/kept-evidence.js";
import type { RunResult, Trace } from "../../result/model.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import type { RunFacts } from "../../result/run-facts.js";
import { lostLoad } from "../phases/facts-of.js";
import { takeBatch } from "../phases/take-batch.js";
import { evidenceOfNotes } from "./evidence-note.js";
import { decodeJournal, type JournalRecord } from "./journal-format.js";
import { type FactsNote, parseNote } from "./journal-note.js";
import { tracesOfNotes } from "./trace-note.js";

/**
 * Rebuilds the result of a run from its journal: the same result, or, if the controller died, what had arrived until
 * then, with all users lost. Throws `RESULT_UNREADABLE`, also for a batch that no node of the run could have sent.
 */
export function resultOfJournal(
  bytes: Uint8Array,
  { origin, generatedAtMs }: { readonly origin: string; readonly generatedAtMs: number },
): RunResult {
  const { whole, last, aggregate, background, evidence, traces } = reading(origin, () => replayed(bytes, origin));
  const facts = last.isFinal ? last.facts : { ...factsOfDead(last, { aggregate, background }), evidence, traces };
  return buildResult({
    aggregate,
    background,
    facts: { ...facts, generatedAtMs, journal: whole ? facts.journal : "incomplete" },
  });
}

interface Replayed {
  /** Whether the journal ends with an intact block. */
  readonly whole: boolean;
  readonly last: FactsNote;
  readonly aggregate: RunAggregate;
  /** Measurements of background users. */
  readonly background: RunAggregate;
  readonly evidence: readonly KeptEvidence[];
  readonly traces: readonly Trace[];
}

function replayed(bytes: Uint8Array, origin: string): Replayed {
  const journal = decodeJournal(bytes);
  if (journal === undefined) throw new LiveLoadError("RESULT_UNREADABLE", `${origin} is not a journal of LiveLoad`);
  const { whole, records } = journal;
  const last = lastNote(records);
  const aggregate = new RunAggregate();
  const background = new RunAggregate({ byNode: false });
  const nodes = new Set(last?.facts.nodes.map(({ name }) => name));
  const crowd = new Set(last?.facts.background?.nodes.map(({ name }) => name));
  const aggregateOf = (node: string) => (nodes.has(node) ? aggregate : crowd.has(node) ? background : undefined);
  for (const record of records) if (record.type === "batch") takeBatch(record.bytes, aggregateOf);
  if (last === undefined) {
    throw new LiveLoadError("RESULT_UNREADABLE", `${origin} ends before the load began, so there is nothing to report`);
  }
  const notes = records.flatMap((record) => (record.type === "note" ? [record.note] : []));
  return { whole, last, aggregate, background, evidence: evidenceOfNotes(notes), traces: tracesOfNotes(notes) };
}

function lastNote(records: readonly JournalRecord[]): FactsNote | undefined {
  let last: FactsNote | undefined;
  for (const record of records) if (record.type === "note") last = parseNote(record.note) ?? last;
  return last;
}

/** An intact block may still hold content that LiveLoad never wrote. */
function reading<T>(origin: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isLiveLoadError(error, "RESULT_UNREADABLE")) throw error;
    throw new LiveLoadError("RESULT_UNREADABLE", `${origin} is damaged: ${messageOf(error)}`, { cause: error });
  }
}

/** The controller died while nodes were running, so how their users ended is unknown. */
function factsOfDead(
  { facts, plan, backgroundPlan }: FactsNote,
  { aggregate, background }: Pick<Replayed, "aggregate" | "background">,
): RunFacts {
  const crowd =
    facts.background === undefined || backgroundPlan === undefined
      ? undefined
      : { ...facts.background, ...kindOfDead(facts.background, backgroundPlan, background) };
  const durationMs = Math.max(0, ...[aggregate, background].flatMap(lastInstants));
  return {
    ...facts,
    ...kindOfDead(facts, plan, aggregate),
    ...(crowd === undefined
      ? {}
      : { ...ownOfDead(aggregate, durationMs), background: { ...crowd, ...ownOfDead(background, durationMs) } }),
    durationMs,
    isControllerLost: true,
  };
}

function kindOfDead(
  { users, nodes }: Pick<RunFacts, "users" | "nodes">,
  plan: LoadPlan,
  aggregate: RunAggregate,
): Pick<RunFacts, "users" | "nodes" | "lostLoad"> {
  const endMs = planDurationMs(plan);
  const lost = nodes.map((node) => {
    const shares = node.shares ?? [{ fromMs: 0, share: node.users / Math.max(1, users.requested) }];
    return lostLoad(plan, shares, { lastMs: lastInstant(aggregate, node.name), endMs });
  });
  return {
    users: { requested: users.requested, succeeded: 0, failed: 0, neverStarted: 0 },
    nodes: nodes.map((node) => ({ ...node, status: "lost" })),
    lostLoad: lost.reduce((total, part) => total + part, 0),
  };
}

/** Users of one kind may have been over when those of the other went on. */
function ownOfDead(aggregate: RunAggregate, durationMs: number): Pick<RunFacts, "ownDurationMs"> {
  const ownMs = Math.max(0, ...lastInstants(aggregate));
  return ownMs < durationMs ? { ownDurationMs: ownMs } : {};
}

function lastInstants(aggregate: RunAggregate): readonly number[] {
  return aggregate.nodeNames.map((name) => lastInstant(aggregate, name));
}

function lastInstant(aggregate: RunAggregate, node: string): number {
  return ((aggregate.node(node)?.lastSecond ?? -1) + 1) * 1000;
}
