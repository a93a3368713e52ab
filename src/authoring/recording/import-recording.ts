import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import type { DraftStep } from "../draft/scenario-draft.js";
import { scenarioSource } from "../draft/scenario-source.js";
import { writeText } from "../draft/write-text.js";
import { readRecording } from "./read-recording.js";
import { recordingDraft } from "./recording-draft.js";

/** A recording to make a scenario of. */
export interface ImportRequest {
  readonly folder: string;
  /** As typed, relative to the folder. */
  readonly file: string;
  /** The file to write. Default: the recording's name. */
  readonly out: string | undefined;
  /** Replace a file that is there. */
  readonly force: boolean;
}

/** The outcome of an import. */
export interface ImportOutcome {
  /** Relative to the folder, if it was given so. */
  readonly out: string;
  readonly steps: number;
  /** How many of the recording's steps, or parts of them, stand as comments. */
  readonly lost: number;
}

/**
 * Writes the scenario. Rejects with `INVALID_OPTION` if the file cannot be read, is no recording, or the scenario exists; with
 * `FOLDER_NOT_WRITABLE` if it cannot be written.
 */
export async function importRecording({ folder, file, out, force }: ImportRequest): Promise<ImportOutcome> {
  const text = await readFile(resolve(folder, file), "utf8").catch((error: unknown) => {
    throw new LiveLoadError("INVALID_OPTION", `the recording ${file} cannot be read: ${messageOf(error)}`, {
      hint: `paths are relative to ${folder}`,
      details: { option: "FILE", value: file },
      cause: error,
    });
  });
  const draft = recordingDraft(readRecording(text, file), basename(file).replace(/\.[^.]*$/, ""));
  const target = out ?? `${draft.name}.scenario.ts`;
  const path = resolve(folder, target);
  if (!force && existsSync(path)) {
    throw new LiveLoadError("INVALID_OPTION", `${target} exists already`, {
      hint: "write another file with --out FILE, or replace it with --force",
      details: { option: "out", value: target },
    });
  }
  await writeText({ path, text: scenarioSource(draft), what: "the scenario", hint: "choose another place with --out" });
  const all = draft.steps.flatMap(withInner);
  return {
    out: target,
    steps: all.filter(({ kind }) => kind === "call").length,
    lost: all.filter((step) => step.kind === "comment" && step.text.startsWith("Not carried over")).length,
  };
}

function withInner(step: DraftStep): readonly DraftStep[] {
  if (step.kind === "popup") return step.cause;
  return step.kind === "on-page" ? step.steps : [step];
}
