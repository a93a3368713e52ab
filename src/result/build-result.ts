import { valuesByNode } from "./dimension-results.js";
import { evidenceOf, evidenceOn, type KeptEvidence } from "./kept-evidence.js";
import { judgedMeasurements, measurementsOf, userSecondsOf } from "./measurements.js";
import type { RunResult } from "./model.js";
import { RunAggregate } from "./run-aggregate.js";
import { DEFAULT_SICK_TOLERANCE, type RunFacts } from "./run-facts.js";
import { judgeThreshold } from "./thresholds/judge-threshold.js";
import { tracesOf } from "./traces-of.js";
import { verdictOf } from "./verdict.js";

/** The sources of a result. */
export interface ResultParts {
  readonly aggregate: RunAggregate;
  /** Measurements of background users; used if the facts have such users. */
  readonly background?: RunAggregate | undefined;
  readonly facts: RunFacts;
}

/**
 * Builds the result of a run from its nodes' measurements and the facts that the controller knows.
 * @throws LiveLoadError `INTERNAL` when more users ended than there were
 */
export function buildResult({ aggregate, background, facts }: ResultParts): RunResult {
  const crowd = crowdOf(background, facts);
  const evidence = evidenceFrom(facts.nodes, facts);
  const main = measurementsOf(aggregate, { ...facts, evidence });
  const measured = { ...judgedMeasurements(aggregate, facts), ...(crowd === undefined ? {} : { background: crowd.measured }) };
  const thresholds = facts.thresholds.map((threshold) => judgeThreshold(threshold, measured));
  const result = {
    schemaVersion: 1 as const,
    liveloadVersion: facts.liveloadVersion,
    runId: facts.runId,
    name: facts.name,
    generatedAt: new Date(facts.generatedAtMs).toISOString(),
    options: { ...facts.options },
    seed: facts.seed,
    startedAt: facts.startedAtMs === undefined ? null : new Date(facts.startedAtMs).toISOString(),
    startSkewMs: facts.startSkewMs,
    durationMs: facts.durationMs,
    thresholds,
    ...main,
    ...valuesByNode(aggregate),
    pageErrors: pageErrorsOf(aggregate),
    ...lastPagesOf(aggregate, evidence),
    ...tracesOf(facts.traces),
    ...(facts.changes === undefined || facts.changes.length === 0 ? {} : { changes: [...facts.changes] }),
    journal: facts.journal,
    ...(crowd === undefined ? {} : { background: crowd.result }),
  };
  const verdict = verdictOf({
    result,
    facts: {
      ...facts,
      sickTolerance: facts.sickTolerance ?? DEFAULT_SICK_TOLERANCE,
      plannedUserSeconds: facts.plannedUserSeconds ?? userSecondsOf(aggregate),
      background: crowd?.judged,
    },
    measured,
  });
  return { ...result, verdict: verdict.verdict, verdictReasons: [...verdict.reasons] };
}

/** The background users' part of the result, and what it is judged by; `undefined` when there were none. */
function crowdOf(aggregate = new RunAggregate(), facts: RunFacts) {
  const { background } = facts;
  if (background === undefined) return undefined;
  const own = { ...background, evidence: evidenceFrom(background.nodes, facts), durationMs: facts.durationMs };
  const plannedUserSeconds = background.plannedUserSeconds ?? userSecondsOf(aggregate);
  return {
    result: measurementsOf(aggregate, own),
    measured: judgedMeasurements(aggregate, own),
    judged: { plannedUserSeconds, plannedLoad: background.plannedLoad, lostLoad: background.lostLoad },
  };
}

/** Each kind of users has the evidence of its own nodes. */
function evidenceFrom(nodes: RunFacts["nodes"], { evidence, background }: RunFacts): RunFacts["evidence"] {
  return background === undefined || evidence === undefined ? evidence : evidenceOn(nodes, evidence);
}

function lastPagesOf(aggregate: RunAggregate, kept: readonly KeptEvidence[] = []): Pick<RunResult, "lastPages"> {
  const lastPages = evidenceOf(kept, undefined, aggregate);
  return lastPages === undefined ? {} : { lastPages };
}

/** Errors of the pages' own code by signature, the most frequent first. */
export function pageErrorsOf(aggregate: RunAggregate): NonNullable<RunResult["pageErrors"]> {
  return aggregate.pageErrors().map(({ signature, category, count, firstOffsetMs, first }) => {
    const { message = signature, stack, page } = first?.sample ?? {};
    const place = first === undefined ? {} : { node: first.node, offsetMs: first.offsetMs };
    return {
      signature,
      kind: category === "page-console" ? ("console" as const) : ("exception" as const),
      count,
      firstOffsetMs,
      ...(page === undefined ? {} : { page }),
      sample: { message, ...(stack === undefined ? {} : { stack }), ...place },
    };
  });
}
