import type { RecordedEvent } from "../../browser/recorder/recorded-events.js";
import type { DraftOption, ScenarioDraft } from "../draft/scenario-draft.js";
import { recordedActions } from "./recorded-actions.js";
import { recordedSteps } from "./recorded-steps.js";

/** Where a recording began, and where its scenario goes. */
export interface RecordingTraits {
  readonly name: string;
  /** The address that was opened first. */
  readonly url: string;
  /** The folder of the scenario's file. */
  readonly folder: string;
}

/** The scenario of what happened so far. */
export function recordedDraft(events: readonly RecordedEvent[], { name, url, folder }: RecordingTraits): ScenarioDraft {
  const options: DraftOption[] = [];
  const baseUrl = new URL(url).origin;
  const steps = recordedSteps(recordedActions(events), { url, folder, options });
  return { name, baseUrl, comments: [`Recorded with \`live-load record ${url}\`.`], options, steps };
}
