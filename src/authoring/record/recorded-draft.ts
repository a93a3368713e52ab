import type { RecordedEvent } from "../../browser/recorder/recorded-events.js";
import type { DraftOption, ScenarioDraft } from "../draft/scenario-draft.js";
import { withoutCredentials } from "./plain-address.js";
import { recordedActions } from "./recorded-actions.js";
import { recordedSteps } from "./recorded-steps.js";

/** The address at which a recording began, and the file of its scenario. */
export interface RecordingTraits {
  readonly name: string;
  /** The address that was opened first. */
  readonly url: URL;
  /** The folder of the scenario's file. */
  readonly folder: string;
}

/** The scenario of what happened so far. */
export function recordedDraft(events: readonly RecordedEvent[], { name, url: opened, folder }: RecordingTraits): ScenarioDraft {
  const url = withoutCredentials(opened);
  const options: DraftOption[] = [];
  const steps = recordedSteps(recordedActions(events), { url, folder, options });
  const comments = [`Recorded with \`live-load record ${url.href}\`.`];
  if (url.href !== opened.href)
    comments.push("The name and password in its address are not in this file: give them with the option httpCredentials.");
  return { name, baseUrl: url.origin, comments, options, steps };
}
