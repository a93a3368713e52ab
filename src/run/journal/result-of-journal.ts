import { isLiveLoadError, LiveLoadError, messageOf } from "../../base/errors.js";
import { planDurationMs } from "../../load/load-plan.js";
import { buildResult } from "../../result/build-result.js";
import type { KeptEvidence } from "../../result/kept-evidence.js";
import type { RunResult } from "../../result/model.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import type { RunFacts } from "../../result/run-facts.js";
import { lostLoad } from "../phases/facts-of.js";
import { takeBatch } from "../phases/take-batch.js";
import { evidenceOfNotes } from "./evidence-note.js";
import { decodeJournal, type JournalRecord } from "./journal-format.js";
import { type FactsNote, parseNote } from "./journal-note.js";

/**
 * Rebuilds the result of a run from its journal: the same result, or, if the controller died, what had arrived until
 * then, with all users lost. Throws `RESULT_UNREADABLE`, also for a batch that no node of the run could have sent.
 */
export function resultOfJournal(
  bytes: Uint8Array,
  { origin, generatedAtMs }: { readonly origin: string; readonly generatedAtMs: number },
): RunResult {
  const { whole, last, aggregate, evidence } = reading(origin, () => replayed(bytes, origin));
  const facts = last.isFinal ? last.facts : { ...factsOfDead(last, aggregate), evidence };
  return buildResult({
    aggregate,
    facts: { ...facts, generatedAtMs, journal: whole ? facts.journal : "incomplete" },
  });
}

interface Replayed {
  /** Whether the journal ends with an intact block. */
  readonly whole: boolean;
  readonly last: FactsNote;
  readonly aggregate: RunAggregate;
  readonly evidence: readonly KeptEvidence[];
}

function replayed(bytes: Uint8Array, origin: string): Replayed {
  const journal = decodeJournal(bytes);
  if (journal === undefined) throw new LiveLoadError("RESULT_UNREADABLE", `${origin} is not a journal of LiveLoad`);
  const { whole, records } = journal;
  const last = lastNote(records);
  const aggregate = new RunAggregate();
  const nodes = new Set(last?.facts.nodes.map(({ name }) => name));
  for (const record of records) if (record.type === "batch") takeBatch(aggregate, record.bytes, (node) => nodes.has(node));
  if (last === undefined) {
    throw new LiveLoadError("RESULT_UNREADABLE", `${origin} ends before the load began, so there is nothing to report`);
  }
  const notes = records.flatMap((record) => (record.type === "note" ? [record.note] : []));
  return { whole, last, aggregate, evidence: evidenceOfNotes(notes) };
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
function factsOfDead({ facts, plan }: FactsNote, aggregate: RunAggregate): RunFacts {
  const endMs = planDurationMs(plan);
  const users = Math.max(1, facts.users.requested);
  const lastMs = (name: string) => ((aggregate.node(name)?.lastSecond ?? -1) + 1) * 1000;
  const lost = facts.nodes.map((node) => {
    const shares = node.shares ?? [{ fromMs: 0, share: node.users / users }];
    return lostLoad(plan, shares, { lastMs: lastMs(node.name), endMs });
  });
  return {
    ...facts,
    durationMs: Math.max(0, ...facts.nodes.map(({ name }) => lastMs(name))),
    users: { requested: facts.users.requested, succeeded: 0, failed: 0, neverStarted: 0 },
    nodes: facts.nodes.map((node) => ({ ...node, status: "lost" })),
    lostLoad: lost.reduce((total, part) => total + part, 0),
    isControllerLost: true,
  };
}
