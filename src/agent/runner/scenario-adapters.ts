import { AdapterSet } from "../../browser/interactions/adapter-set.js";
import { loadAdapters } from "../../browser/interactions/load-adapters.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";

/** LiveLoad's adapters and those of the scenario and its parts; rejects with `INVALID_OPTION`. */
export async function adaptersOf({ interactionAdapters, parts }: Scenario): Promise<AdapterSet> {
  return new AdapterSet(
    await loadAdapters([...interactionAdapters, ...parts.flatMap((part) => part.scenario.interactionAdapters)]),
  );
}
