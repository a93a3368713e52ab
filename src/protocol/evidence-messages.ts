import { z } from "zod";

/** The longest user text in a message, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 2000;
/** The longest file of evidence in base64. */
const MAX_EVIDENCE_TEXT = 1024 * 1024;

/** A duration or an instant. */
export const milliseconds = z.number().finite().nonnegative();

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
/** Evidence as it is sent. */
export const evidenceSchema = z.strictObject({
  id: z.string().regex(/^[\w-]{1,60}$/),
  /** Of the failure; absent where nothing failed. */
  signature: z.string().max(MAX_TEXT_LENGTH).optional(),
  userId: z.int().positive(),
  iteration: z.int().nonnegative(),
  offsetMs: milliseconds,
  url: z.string().max(MAX_TEXT_LENGTH).optional(),
  record: base64.max(MAX_EVIDENCE_TEXT),
  screenshot: base64.max(MAX_EVIDENCE_TEXT).optional(),
  html: base64.max(MAX_EVIDENCE_TEXT).optional(),
});
/** Evidence as it is sent. */
export type SentEvidence = z.infer<typeof evidenceSchema>;

/** A step as it is told. */
export const toldStepSchema = z.strictObject({
  userId: z.int().positive(),
  /** `waiting`: it has not ended yet; `paused`: its iteration failed and waits until the run is stopped. */
  state: z.enum(["waiting", "done", "failed", "cut", "paused"]),
  number: z.int().nonnegative(),
  text: z.string().max(MAX_TEXT_LENGTH),
  durationMs: milliseconds,
  /** Why it failed. */
  message: z.string().max(MAX_TEXT_LENGTH).optional(),
  /** What it read. */
  found: z.string().max(MAX_TEXT_LENGTH).optional(),
  /** What the page logged meanwhile. */
  console: z.array(z.strictObject({ kind: z.string().max(40), text: z.string().max(MAX_TEXT_LENGTH) })).max(100),
});
/** A step as it is told. */
export type ToldStep = z.infer<typeof toldStepSchema>;
