import type { Clock } from "../../base/clock.js";
import { messageOf } from "../../base/errors.js";
import { callUserCode } from "../../base/user-code.js";
import type { LoadedPart } from "../../scenario/authoring/scenario-parts.js";
import { loadedParts } from "../../scenario/authoring/scenario-parts.js";
import type { OpenSetUpPage } from "../../scenario/authoring/set-up-means.js";
import type { BegunStep, IterationObserver, IterationPorts, RowPort } from "../../scenario/iteration/iteration-ports.js";
import { nameInMix } from "../../scenario/iteration/mixed-user.js";
import { createScenarioUser } from "../../scenario/iteration/scenario-user.js";
import type { LoadedScenario } from "../load-test/loaded-scenario.js";
import { browserOf } from "../phases/prepare-phase.js";
import { lenientPage } from "./lenient-page.js";

/** The outcome of one run of a scenario without a browser. */
export interface AskedScenario {
  /** Steps that need a browser, as their author knows them: `hover "#menu" (step 3)`. */
  readonly needBrowser: readonly string[];
  /** Why not every step could be tried: an error, or a `setup`, which is not called. */
  readonly endedBy: string | undefined;
}

/** The world in which a scenario is asked. */
export interface AskingPorts {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly openPage: OpenSetUpPage;
}

/** Think time counts, too. */
const ASKING_MS = 60_000;
/** How long a scenario has to end after that. */
const ENDING_MS = 5000;

/**
 * Runs a scenario once on this machine, each part of a mix with one user, without a browser and without load. A step that needs a
 * browser does nothing and is noted.
 */
export async function askScenario(loaded: LoadedScenario, ports: AskingPorts): Promise<AskedScenario> {
  const needBrowser = new Set<string>();
  const endings: string[] = [];
  for (const part of loadedParts(loaded)) {
    const ending = await askPart(part, { loaded, ports, note: (step) => needBrowser.add(nameInMix(part.name, step)) });
    if (ending !== undefined) endings.push(nameInMix(part.name, ending));
  }
  return { needBrowser: [...needBrowser], endedBy: endings.length === 0 ? undefined : endings.join("; ") };
}

interface Asking {
  readonly loaded: LoadedScenario;
  readonly ports: AskingPorts;
  readonly note: (step: string) => void;
}

/** Resolves to why not every step could be tried. */
async function askPart(part: LoadedPart, { loaded, ports, note }: Asking): Promise<string | undefined> {
  const { scenario, config, name } = part;
  if (scenario.setup !== undefined) return "the scenario has a setup, which is not called for this";
  const { clock, env, openPage } = ports;
  const ended = new AbortController();
  const timer = clock.setTimer(() => ended.abort(), ASKING_MS);
  const signal = AbortSignal.any([ports.signal, ended.signal]);
  const { connection: _connection, headed: _headed, perUser: _perUser, ...context } = browserOf(loaded);
  const opened = await openPage({ connection: "protocol", context, clock, env, signal });
  try {
    const { routes, acceptStatus, strict } = loaded.options.values;
    const throttles = loaded.throttles.map((throttle) => throttle.name.slice(nameInMix(name, "").length));
    const rows = rowsOf(part, loaded);
    const user = createScenarioUser({ scenario, userId: 1, config, part: name, routes, acceptStatus, strict, throttles, rows });
    const steps = new StepTexts();
    const iteration = iterationPorts(loaded, { clock, signal, observer: steps });
    const tried = { ...iteration, page: lenientPage(opened.page, () => note(steps.current)) };
    const run = async () => [await user.runHook("beforeUser", tried), await user.runIteration(tried)];
    const results = await callUserCode(run, { clock, timeoutMs: ASKING_MS + ENDING_MS });
    const failed = results.find((result) => result?.failure !== undefined)?.failure;
    if (failed !== undefined) return failed.message;
    return signal.aborted ? `it was not over after ${ASKING_MS / 1000} s` : undefined;
  } catch (error) {
    return messageOf(error);
  } finally {
    timer.cancel();
    await opened.close();
  }
}

/** Knows the step whose turn it is. */
class StepTexts implements IterationObserver {
  #last: BegunStep | undefined;
  /** The step as its author knows it; its arguments have been read by now. */
  get current(): string {
    return this.#last === undefined ? "a step" : `${this.#last.text} (step ${this.#last.number})`;
  }
  stepBegan = (step: BegunStep) => {
    this.#last = step;
    return () => {};
  };
  stepEnded = () => {};
  groupEnded = () => {};
  checkEnded = () => {};
  metric = () => {};
  screenshot = () => {};
  lateStep = () => {};
}

function iterationPorts(
  { options }: LoadedScenario,
  { clock, signal, observer }: Pick<IterationPorts, "clock" | "observer"> & { readonly signal: AbortSignal },
): Omit<IterationPorts, "page"> {
  const { commandTimeout, iterationTimeout } = options.values;
  return {
    clock,
    observer,
    throttle: { acquire: async () => ({ release: () => {} }) },
    commandTimeoutMs: commandTimeout,
    iterationTimeoutMs: iterationTimeout,
    endOfLoad: new AbortController().signal,
    interrupt: signal,
  };
}

/** The first rows of each pool. */
function rowsOf({ name: part, scenario }: LoadedPart, { pools }: LoadedScenario): RowPort {
  const asked = new Map<string, number>();
  return {
    pools: Object.keys(scenario.data),
    take: (own) => {
      const pool = nameInMix(part, own);
      const { mode, per } = scenario.data[own] ?? { mode: "recycle", per: "iteration" };
      if (mode === "random" || per === "user") return pools.at("plan", { pool, indexes: [0] })[0];
      const seq = (asked.get(pool) ?? 0) + 1;
      asked.set(pool, seq);
      return pools.lease("plan", { pool, seq, count: 1 }).rows[0];
    },
  };
}
