import { calibrate } from "../calibration/calibrate.js";
import type { Phase } from "./phase-runner.js";
import type { RunState } from "./run-state.js";

/** Measures how many users a node can carry. */
export const calibratePhase: Phase<RunState> = {
  title: "calibrating",
  run: async (state) => {
    state.calibration = await calibrate(state.loaded, state.ports);
    const { usersPerCore, healthyUsers, limit } = state.calibration;
    state.ports.emit({ type: "calibrated", usersPerCore, healthyUsers, limit: limit?.limit });
  },
};
