import { LiveLoadError, messageOf } from "../../base/errors.js";
import { formatCount } from "../../base/numbers.js";
import { planDurationMs } from "../../load/load-plan.js";
import { buildResult } from "../../result/build-result.js";
import type { RunResult } from "../../result/model.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import type { RunFacts } from "../../result/run-facts.js";
import { lostLoad } from "../facts-of.js";
import { takeBatch } from "../take-batch.js";
import { decodeJournal, type JournalRecord } from "./journal-format.js";
import { type FactsNote, parseNote } from "./journal-note.js";

/**
 * The result of a run from its journal: the very one that it had, or, of a run whose controller died, what had come until
 * then, with all users lost. What cannot be taken of it is told, and its result says that the journal is incomplete.
 * Throws `RESULT_UNREADABLE`.
 */
export function resultOfJournal(bytes: Uint8Array, { origin, generatedAtMs, onWarning }: JournalReading): RunResult {
  const journal = decodeJournal(bytes);
  if (journal === undefined) throw new LiveLoadError("RESULT_UNREADABLE", `${origin} is no journal of LiveLoad`);
  const last = lastNote(journal.records);
  if (last === undefined) {
    throw new LiveLoadError("RESULT_UNREADABLE", `${origin} ends before the load began, so there is nothing to report`);
  }
  const aggregate = new RunAggregate();
  const troubles = takeBatches(aggregate, journal.records, last);
  const [first] = troubles;
  if (first !== undefined)
    onWarning(
      `${formatCount(troubles.length, "metric batch", "metric batches")} in ${origin} cannot be taken, and the result lacks what was in there: ${first}`,
    );
  const facts = last.isFinal ? last.facts : factsOfDead(last, aggregate);
  const isComplete = journal.whole && troubles.length === 0;
  return buildResult({ aggregate, facts: { ...facts, generatedAtMs, journal: isComplete ? facts.journal : "incomplete" } });
}

/** How a journal is read. */
export interface JournalReading {
  /** The journal's path, for messages. */
  readonly origin: string;
  readonly generatedAtMs: number;
  readonly onWarning: (message: string) => void;
}

function lastNote(records: readonly JournalRecord[]): FactsNote | undefined {
  let last: FactsNote | undefined;
  for (const record of records) if (record.type === "note") last = parseNote(record.note) ?? last;
  return last;
}

/** Adds all batches, in their order; returns why some were left out. */
function takeBatches(aggregate: RunAggregate, records: readonly JournalRecord[], { facts }: FactsNote): readonly string[] {
  const nodes = new Set(facts.nodes.map(({ name }) => name));
  const troubles: string[] = [];
  for (const record of records) {
    if (record.type === "note") continue;
    try {
      takeBatch(aggregate, record.bytes, (node) => nodes.has(node));
    } catch (error) {
      troubles.push(messageOf(error));
    }
  }
  return troubles;
}

/** The controller died under its nodes: nobody knows how their users ended. */
function factsOfDead({ facts, plan }: FactsNote, aggregate: RunAggregate): RunFacts {
  const endMs = planDurationMs(plan);
  const users = Math.max(1, facts.users.requested);
  const lastMs = (name: string) => ((aggregate.node(name)?.lastSecond ?? -1) + 1) * 1000;
  const lost = facts.nodes.map((node) => lostLoad(plan, node.users / users, { lastMs: lastMs(node.name), endMs }));
  return {
    ...facts,
    durationMs: Math.max(0, ...facts.nodes.map(({ name }) => lastMs(name))),
    users: { requested: facts.users.requested, succeeded: 0, failed: 0, neverStarted: 0 },
    nodes: facts.nodes.map((node) => ({ ...node, status: "lost" })),
    lostLoad: lost.reduce((total, part) => total + part, 0),
    isControllerLost: true,
  };
}
