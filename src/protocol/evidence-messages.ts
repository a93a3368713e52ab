import { z } from "zod";

/** The longest user text in a message, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 2000;
/** The longest file of evidence in base64. */
const MAX_EVIDENCE_TEXT = 1024 * 1024;

/** A duration or an instant. */
export const milliseconds = z.number().finite().nonnegative();

const MAX_TRACE_PARTS = 64;

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
/** Evidence as it is sent. */
const evidenceSchema = z.strictObject({
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

/** `record`: for `leaseMs` the node may record iterations, until one is of the kind that it asked for. `never` is final. */
const traceAnswerSchema = z.strictObject({
  answer: z.enum(["record", "later", "never"]),
  leaseMs: milliseconds,
  mostBytes: z.int().nonnegative(),
});
/** The answer to a node that could record a trace. */
export type TraceAnswer = z.infer<typeof traceAnswerSchema>;

/** The longest part of a trace in base64. */
export const MAX_TRACE_PART = 512 * 1024;
/** A part of a trace; the same part may arrive twice. */
const tracePartSchema = z.strictObject({
  id: z.string().regex(/^[\w-]{1,60}$/),
  /** The signature of the failure that ended the iteration; absent where nothing failed. */
  signature: z.string().max(MAX_TEXT_LENGTH).optional(),
  format: z.enum(["devtools", "playwright"]),
  userId: z.int().positive(),
  iteration: z.int().nonnegative(),
  offsetMs: milliseconds,
  /** From 0. */
  part: z.int().nonnegative(),
  parts: z.int().min(1).max(MAX_TRACE_PARTS),
  base64: base64.max(MAX_TRACE_PART),
});
/** A part of a trace as it is sent. */
export type TracePart = z.infer<typeof tracePartSchema>;

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

const nothing = z.strictObject({});

/** The requests of a runner to the controller about evidence and traces. */
export const EVIDENCE_REQUESTS = {
  /** Whether evidence is wanted of an iteration that has just failed, and how much; 0 bytes for none. */
  "evidence.ask": {
    params: z.strictObject({ signature: z.string().max(MAX_TEXT_LENGTH), offsetMs: milliseconds }),
    result: z.strictObject({ grantedBytes: z.int().nonnegative(), askAgainMs: milliseconds }),
  },
  /** Evidence, repeated until it has arrived: `id` tells a second copy. */
  "evidence.put": { params: evidenceSchema, result: nothing },
  /** Whether a trace is wanted of an iteration that fails like this or, without a signature, of one that does not fail. */
  "trace.ask": {
    params: z.strictObject({ signature: z.string().max(MAX_TEXT_LENGTH).optional() }),
    result: traceAnswerSchema,
  },
  /** A part of a trace, repeated until it has arrived. */
  "trace.put": { params: tracePartSchema, result: nothing },
} as const;
