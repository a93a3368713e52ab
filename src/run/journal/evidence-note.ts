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
  /** Whether it is about background users. */
  background: z.literal(true).optional(),
  kept: z.array(keptEvidenceSchema),
});

/** The key of a note's evidence. */
export interface NotedKind {
  readonly signature?: string | undefined;
  readonly isBackground: boolean;
}

/** The evidence of one kind that is kept from now on, as a note of the journal. Its files are below the output folder. */
export function evidenceNote({ signature, isBackground }: NotedKind, kept: readonly KeptEvidence[]): unknown {
  return {
    kind: "evidence",
    ...(signature === undefined ? {} : { signature }),
    ...(isBackground ? { background: true } : {}),
    kept,
  };
}

/** The evidence that is kept after all these notes; those of other kinds are skipped. */
export function evidenceOfNotes(notes: Iterable<unknown>): readonly KeptEvidence[] {
  const kinds = new Map<string, readonly KeptEvidence[]>();
  for (const note of notes) {
    const { success, data } = noteSchema.safeParse(note);
    if (success) kinds.set(JSON.stringify([data.background ?? false, data.signature ?? null]), data.kept);
  }
  return [...kinds.values()].flat();
}
