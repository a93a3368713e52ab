import { z } from "zod";

const count = z.int().nonnegative();
const milliseconds = z.number();

export const evidenceSchema = z.strictObject({
  node: z.string(),
  userId: count,
  /** From 1; 0 before the user's first. */
  iteration: count,
  /** When the iteration failed, or ended. */
  offsetMs: milliseconds,
  /** The generator was sick at that time. */
  sick: z.literal(true).optional(),
  /** Address of the page. */
  url: z.string().optional(),
  /** Path below the output folder of the steps, console messages and requests, as JSON. */
  record: z.string(),
  /** Path of a JPEG of the page. */
  screenshot: z.string().optional(),
  /** Path of the page's HTML. */
  html: z.string().optional(),
});

export const traceSchema = z.strictObject({
  /** The signature of the failure that ended the iteration; absent for an iteration that did not fail. */
  signature: z.string().optional(),
  node: z.string(),
  userId: count,
  /** From 1. */
  iteration: count,
  /** When the iteration ended. */
  offsetMs: milliseconds,
  /** `devtools`: gzipped JSON for DevTools and Perfetto; `playwright`: a ZIP file for Playwright's trace viewer. */
  format: z.enum(["devtools", "playwright"]),
  /** Path below the output folder. */
  path: z.string(),
});

/** A record of what a page looked like and did. */
export type Evidence = z.infer<typeof evidenceSchema>;
/** A recording of an iteration. */
export type Trace = z.infer<typeof traceSchema>;
