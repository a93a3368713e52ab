import { z } from "zod";
import type { KeptEvidence } from "../../result/kept-evidence.js";

const count = z.int().nonnegative();
/** Evidence as notes hold it. */
export const keptEvidenceSchema = z.object({
  signature: z.string().optional(),
  node: z.string(),
  userId: count,
  iteration: count,
  offsetMs: z.number(),
  url: z.string().optional(),
  record: z.string(),
  screenshot: z.string().optional(),
  html: z.string().optional(),
});

const noteSchema = z.object({
  kind: z.literal("evidence"),
  signature: z.string().optional(),
  kept: z.array(keptEvidenceSchema),
});

/** The evidence of one signature that is kept from now on, as a note of the journal. Its files are below the output folder. */
export function evidenceNote(signature: string | undefined, kept: readonly KeptEvidence[]): unknown {
  return { kind: "evidence", ...(signature === undefined ? {} : { signature }), kept };
}

/** The evidence that is kept after all these notes; those of other kinds are skipped. */
export function evidenceOfNotes(notes: Iterable<unknown>): readonly KeptEvidence[] {
  const kinds = new Map<string | undefined, readonly KeptEvidence[]>();
  for (const note of notes) {
    const { success, data } = noteSchema.safeParse(note);
    if (success) kinds.set(data.signature, data.kept);
  }
  return [...kinds.values()].flat();
}
