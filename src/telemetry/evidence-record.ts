import { z } from "zod";

/*
 * What evidence says in words: `record.json` beside a picture and the page's HTML. Instants are milliseconds since the
 * iteration began; what the page did before that is negative.
 */

const text = z.string();
const milliseconds = z.number();

/** Parses the record of an iteration. */
export const evidenceRecordSchema = z.object({
  steps: z.array(
    z.object({
      /** From 1 within the iteration. */
      number: z.number(),
      /** `click "#buy"` */
      text,
      startedMs: milliseconds,
      /** Absent when it had not ended. */
      durationMs: milliseconds.optional(),
      outcome: z.enum(["done", "failed", "cut"]),
      /** Why it failed. */
      message: text.optional(),
      /** What it read. */
      found: text.optional(),
    }),
  ),
  console: z.array(z.object({ atMs: milliseconds, kind: text, text, place: text.optional() })),
  requests: z.array(
    z.object({
      atMs: milliseconds,
      method: text,
      url: text,
      type: text,
      status: z.number().optional(),
      durationMs: milliseconds.optional(),
      error: text.optional(),
    }),
  ),
});

/** The steps of an iteration, and what its page said and requested. */
export type EvidenceRecord = z.infer<typeof evidenceRecordSchema>;
