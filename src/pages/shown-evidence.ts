import type { EvidenceRecord } from "../telemetry/evidence-record.js";

/** What a page repeats of evidence, by the path of its record; it links what it does not repeat. */
export type ShownEvidence = Readonly<Record<string, { readonly record?: EvidenceRecord; readonly picture?: string }>>;
