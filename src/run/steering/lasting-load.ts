import type { RunState } from "../phases/run-state.js";
import type { SteeredLoad } from "./steered-load.js";

/** The load that lasts longer: of the users in browsers, or of the background users. The run goes on until it is over. */
export function lastingLoad({ load, backgroundLoad }: Pick<RunState, "load" | "backgroundLoad">): SteeredLoad {
  return backgroundLoad !== undefined && backgroundLoad.durationMs > load.durationMs ? backgroundLoad : load;
}
