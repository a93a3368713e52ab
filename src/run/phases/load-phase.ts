import { formatCount } from "../../base/numbers.js";
import { mixUsers } from "../../load/mix-shares.js";
import { partsOf } from "../../scenario/authoring/scenario-parts.js";
import type { LoadTest } from "../load-test/read-load-test.js";
import { ThrottleDesk } from "../throttles/throttle-desk.js";
import type { Phase } from "./phase-runner.js";
import type { RunState } from "./run-state.js";

/** Reads the scenario and finds everything that can be wrong with it, before anything is started. */
export function loadPhase(loadTest: LoadTest): Phase<RunState> {
  return {
    title: "reading the scenario",
    run: async (state) => {
      state.loaded = await loadTest.loadScenario(state.ports.file);
      state.throttles = new ThrottleDesk(state.ports.host.clock, state.loaded.throttles);
      warnOfIdleParts(state);
    },
  };
}

/** Warns of a mix with more parts than users. */
function warnOfIdleParts({ loaded: { scenario, users, seed }, ports }: RunState): void {
  const parts = partsOf(scenario);
  const mixed = mixUsers(
    parts.map(({ weight }) => weight),
    users,
    seed,
  );
  const idle = parts.filter((_, at) => !mixed.some(({ part }) => part === at)).map(({ name }) => name);
  if (idle.length === 0) return;
  const message = `the mix has ${formatCount(users, "user")}, so nobody runs ${idle.join(", ")}: add users`;
  ports.emit({ type: "warning", message });
}
