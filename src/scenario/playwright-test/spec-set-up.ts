import { LiveLoadError } from "../../base/errors.js";
import type { Scenario } from "../authoring/scenario-types.js";
import type { SetUpMeans } from "../authoring/set-up-means.js";
import type { BrowserOptions } from "../browser-options/browser-options.js";
import type { IterationObserver } from "../iteration/iteration-ports.js";
import { createScenarioUser } from "../iteration/scenario-user.js";
import type { StorageState } from "../page-port.js";

/** What the set-up tests of a spec leave to its users. */
export interface SpecSetUp {
  /** The states of storage that they saved, by path. */
  readonly states: Readonly<Record<string, StorageState>>;
}

/** A set-up test, as the scenario of one iteration. */
interface SetUpTest {
  readonly scenario: Scenario;
  readonly states: ReadonlyMap<string, StorageState>;
}

/** Runs the set-up tests one after the other, each in a browser of its own on this machine. */
export async function runSetUpTests(
  tests: readonly SetUpTest[],
  given: { readonly config: unknown; readonly context: BrowserOptions; readonly timeoutMs: number; readonly means: SetUpMeans },
): Promise<SpecSetUp> {
  const { config, context, timeoutMs, means } = given;
  const states: Record<string, StorageState> = {};
  for (const test of tests) {
    const opened = await means.openPage({ ...context, ...test.scenario.ownBrowser });
    try {
      const user = createScenarioUser({ scenario: test.scenario, userId: 1, config, setup: { states }, strict: true });
      const never = new AbortController().signal;
      const ports = {
        page: opened.page,
        openContext: opened.openContext,
        clock: means.clock,
        observer: UNOBSERVED,
        commandTimeoutMs: timeoutMs,
        iterationTimeoutMs: timeoutMs,
        endOfLoad: never,
        interrupt: means.signal,
      };
      const begun = await user.runHook("beforeUser", ports);
      const { failure } = begun?.failure === undefined ? await user.runIteration(ports) : begun;
      if (failure !== undefined) throw failed(test.scenario, failure.message);
      await user.runHook("afterUser", ports);
    } finally {
      await opened.close();
    }
    Object.assign(states, Object.fromEntries(test.states));
  }
  return { states };
}

const UNOBSERVED: IterationObserver = {
  stepEnded: () => {},
  groupEnded: () => {},
  checkEnded: () => {},
  metric: () => {},
  screenshot: () => {},
  lateStep: () => {},
};

function failed({ name }: Scenario, why: string): LiveLoadError {
  return new LiveLoadError("SETUP_FAILED", `the set-up test ${JSON.stringify(name)} failed: ${why}`, {
    hint: "it runs once, before the load, in a browser on this machine",
    details: { test: name },
  });
}
