import { z } from "zod";
import type { KeptTrace } from "../../result/kept-trace.js";

const count = z.int().nonnegative();
/** A trace as notes hold it. */
export const keptTraceSchema = z.object({
  signature: z.string().optional(),
  node: z.string(),
  userId: count,
  iteration: count,
  offsetMs: z.number(),
  format: z.enum(["devtools", "playwright"]),
  path: z.string(),
});

const noteSchema = z.object({ kind: z.literal("trace"), trace: keptTraceSchema });

/** A trace that is kept, as a note of the journal. Its file is below the output folder. */
export function traceNote(trace: KeptTrace): unknown {
  return { kind: "trace", trace };
}

/** The traces of these notes; notes of other kinds are skipped. */
export function tracesOfNotes(notes: Iterable<unknown>): readonly KeptTrace[] {
  return [...notes].flatMap((note) => {
    const { success, data } = noteSchema.safeParse(note);
    return success ? [data.trace] : [];
  });
}
