import type { LoadTest } from "../load-test/read-load-test.js";
import { scenarioWarnings } from "../load-test/scenario-warnings.js";
import { ThrottleDesk } from "../throttles/throttle-desk.js";
import type { Phase } from "./phase-runner.js";
import type { RunState } from "./run-state.js";

/** Reads the scenario and finds everything that can be wrong with it, before anything is started. */
export function loadPhase(loadTest: LoadTest): Phase<RunState> {
  return {
    title: "reading the scenario",
    run: async (state) => {
      state.loaded = await loadTest.loadScenario(state.ports.file, state.ports.stop.signal);
      state.throttles = new ThrottleDesk(state.ports.host.clock, state.loaded.throttles);
      for (const message of scenarioWarnings(state.loaded)) state.ports.emit({ type: "warning", message });
    },
  };
}
