import { calibrate } from "../calibration/calibrate.js";
import type { TrialOutcome } from "../calibration/judge-trial.js";
import type { Phase } from "./phase-runner.js";
import type { RunState } from "./run-state.js";

/** Measures how many users a node can carry. */
export const calibratePhase: Phase<RunState> = {
  title: "calibrating",
  run: async (state) => {
    state.calibration = await calibrate(state.loaded, state.ports);
    const { crowd, ...browsers } = state.calibration;
    state.ports.emit({ type: "calibrated", ...shownOf(browsers) });
    if (crowd !== undefined) state.ports.emit({ type: "calibrated", of: "background", ...shownOf(crowd) });
  },
};

function shownOf({ usersPerCore, healthyUsers, limit }: TrialOutcome) {
  return { usersPerCore, healthyUsers, limit: limit?.limit };
}
