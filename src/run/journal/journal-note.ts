import { z } from "zod";
import { ERROR_CODES, type ErrorCode } from "../../base/errors.js";
import { type LoadPlan, loadPlanSchema } from "../../load/load-plan.js";
import { traceSchema } from "../../result/evidence-model.js";
import { loadChangeSchema } from "../../result/model.js";
import type { RunFacts } from "../../result/run-facts.js";
import { keptEvidenceSchema } from "./evidence-note.js";

/*
 * Besides batches, a journal holds notes: the controller's facts about the run when the load began, and when it ended, of
 * which the last one counts; and the evidence that is kept, in evidence-note.ts.
 */

const count = z.int().nonnegative();
const optionalText = z.string().optional();

/** The facts about one kind of users. */
const kindShape = {
  ownDurationMs: z.number().optional(),
  users: z.object({ requested: count, succeeded: count, failed: count, neverStarted: count }),
  nodes: z.array(
    z.object({
      name: z.string(),
      host: optionalText,
      status: z.enum(["finished", "stopped", "lost", "failed"]),
      resources: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      browser: z.object({ connection: z.string(), version: z.string() }).optional(),
      users: count,
      shares: z.array(z.object({ fromMs: z.number(), share: z.number() })).optional(),
      disconnections: z.array(z.object({ fromMs: z.number(), toMs: z.number() })).optional(),
      lostAtMs: z.number().optional(),
    }),
  ),
  plannedLoad: z.number(),
  lostLoad: z.number(),
  plannedUserSeconds: z.number().optional(),
  notMeasured: z.array(z.string()),
};

const noteSchema = z.object({
  kind: z.literal("facts"),
  isFinal: z.boolean(),
  plan: loadPlanSchema,
  backgroundPlan: loadPlanSchema.optional(),
  facts: z.object({
    runId: z.string(),
    name: z.string(),
    liveloadVersion: z.string(),
    generatedAtMs: z.number(),
    options: z.record(z.string(), z.unknown()),
    seed: count,
    startedAtMs: z.number().optional(),
    startSkewMs: z.number(),
    durationMs: z.number(),
    ...kindShape,
    background: z.object(kindShape).optional(),
    changes: z.array(loadChangeSchema).optional(),
    thresholds: z.array(z.object({ threshold: z.string(), abortOnFail: z.boolean(), delayAbortEvalMs: z.number() })),
    maxFailureRate: z.number(),
    lostLoadTolerance: z.number(),
    journal: z.enum(["complete", "incomplete", "none"]),
    evidence: z.array(keptEvidenceSchema).optional(),
    traces: z.array(traceSchema).optional(),
    stopped: z
      .object({
        reason: z.enum(["interrupted", "terminated", "aborted", "threshold"]),
        message: optionalText,
        node: optionalText,
        offsetMs: z.number().optional(),
      })
      .optional(),
    error: z
      .object({
        code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
        message: z.string(),
        hint: optionalText,
      })
      .optional(),
  }),
});

/** The load plans of the users in browsers, and of background users if there are any. */
export interface LoadPlans {
  readonly plan: LoadPlan;
  readonly backgroundPlan?: LoadPlan | undefined;
}

/** The controller's facts about the run. */
export interface FactsNote extends LoadPlans {
  /** Whether the run was over when the note was written. */
  readonly isFinal: boolean;
  readonly facts: RunFacts;
}

/** The note as the journal stores it. */
export function factsNote(facts: RunFacts, plans: LoadPlans, { isFinal }: Pick<FactsNote, "isFinal">): unknown {
  return { kind: "facts", isFinal, ...plans, facts } satisfies FactsNote & { readonly kind: "facts" };
}

/** Reads a note; `undefined` for one of an unknown format. */
export function parseNote(note: unknown): FactsNote | undefined {
  const { success, data } = noteSchema.safeParse(note);
  // JSON drops undefined values, but `RunFacts` requires the key startedAtMs.
  return success ? { ...data, facts: { ...data.facts, startedAtMs: data.facts.startedAtMs } } : undefined;
}
