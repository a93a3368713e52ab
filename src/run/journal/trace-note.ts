import { z } from "zod";
import { type Trace, traceSchema } from "../../result/evidence-model.js";

const noteSchema = z.object({ kind: z.literal("trace"), trace: traceSchema });

/** A trace that is kept, as a note of the journal. Its file is below the output folder. */
export function traceNote(trace: Trace): unknown {
  return { kind: "trace", trace } satisfies z.infer<typeof noteSchema>;
}

/** The traces of these notes; notes of other kinds are skipped. */
export function tracesOfNotes(notes: Iterable<unknown>): readonly Trace[] {
  return [...notes].flatMap((note) => {
    const { success, data } = noteSchema.safeParse(note);
    return success ? [data.trace] : [];
  });
}
