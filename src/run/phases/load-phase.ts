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
      const { file, stop, host, emit } = state.ports;
      const onWarning = (message: string) => emit({ type: "warning", message });
      state.loaded = await loadTest.loadScenario(file, { signal: stop.signal, onWarning });
      state.throttles = new ThrottleDesk(host.clock, state.loaded.throttles);
      for (const message of scenarioWarnings(state.loaded)) onWarning(message);
    },
  };
}
