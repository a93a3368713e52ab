import { isLiveLoadError, LiveLoadError } from "../../base/errors.js";
import { rememberSecretsIn } from "../../base/secrets/known-secrets.js";
import { callUserCode, LONGER_SETUP, userCodeTrouble } from "../../base/user-code.js";
import { bundlingHint } from "../../base/wording/bundling-hint.js";
import { lateErrorText } from "../../base/wording/late-error.js";
import { userPlace } from "../../base/wording/user-place.js";
import { type LoadedPart, loadedParts } from "../../scenario/authoring/scenario-parts.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";
import type { SetUpMeans } from "../../scenario/authoring/set-up-means.js";
import { jsonMisfit } from "../load-test/json-value.js";
import type { Phase } from "./phase-runner.js";
import type { RunState, SetUpPart } from "./run-state.js";

/** Limit of what `setup` returns, which is sent to every node. */
const MAX_SETUP_BYTES = 1024 * 1024;

/** Calls the scenario's `setup` once before anything is started, and its `teardown` when everything is over. */
export const setupPhase: Phase<RunState> = {
  title: "setting up",
  isNeeded: ({ loaded }) => loadedParts(loaded).some(({ scenario }) => (scenario.setup ?? scenario.teardown) !== undefined),
  run: async (state) => {
    for (const part of loadedParts(state.loaded)) state.setUp.push({ part, value: await setUp(part, state) });
  },
  teardown: async (state) => {
    for (const done of [...state.setUp].reverse()) await tearDown(done, state);
  },
};

async function setUp({ scenario, config }: LoadedPart, { ports, loaded }: RunState): Promise<unknown> {
  if (scenario.setup === undefined) return undefined;
  const { stop, host } = ports;
  const { clock } = host;
  const timeoutMs = loaded.options.values.setupTimeout;
  try {
    const onStray = strayOf("setup", scenario, ports.emit);
    const limits = { clock, timeoutMs, signal: stop.signal, longerBy: LONGER_SETUP, onStray };
    const value = await callUserCode(() => scenario.setup?.(config, meansOf(ports, loaded)), limits);
    if (value === undefined) return undefined;
    const given = asJson(value);
    rememberSecretsIn(given);
    return given;
  } catch (error) {
    if (stop.reason !== undefined && isLiveLoadError(error, "ABORTED")) throw error;
    const { message, hint } = explained(error);
    throw new LiveLoadError("SETUP_FAILED", `setup of the scenario ${JSON.stringify(scenario.name)} ${message}`, {
      hint,
      details: { scenario: scenario.name },
      cause: error,
    });
  }
}

/** What set-up tests of a spec need: a browser on this machine. */
function meansOf({ host, stop, openSetUpPage }: RunState["ports"], { options }: RunState["loaded"]): SetUpMeans {
  const { clock, env } = host;
  const { signal } = stop;
  return {
    clock,
    signal,
    openPage: (context) => {
      if (openSetUpPage === undefined)
        throw new LiveLoadError("SETUP_FAILED", "there is no browser here for the set-up tests of a spec");
      return openSetUpPage({ connection: options.values.browser, context, clock, env, signal });
    },
  };
}

/** A failure causes a warning only: it does not affect what was measured. */
async function tearDown({ part: { scenario, config }, value }: SetUpPart, { ports, loaded }: RunState): Promise<void> {
  if (scenario.teardown === undefined) return;
  const { stop, emit, host } = ports;
  const { clock } = host;
  const timeoutMs = loaded.options.values.setupTimeout;
  try {
    const onStray = strayOf("teardown", scenario, emit);
    const limits = { clock, timeoutMs, signal: stop.forced, longerBy: LONGER_SETUP, onStray };
    await callUserCode(() => scenario.teardown?.(config, value), limits);
  } catch (error) {
    const { message } = explained(error);
    emit({ type: "warning", message: `teardown of the scenario ${JSON.stringify(scenario.name)} ${message}` });
  }
}

/** An unawaited promise may reject long afterwards: that causes a warning only. */
function strayOf(what: string, { name }: Scenario, emit: RunState["ports"]["emit"]): (error: unknown) => void {
  const who = `${what} of the scenario ${JSON.stringify(name)}`;
  return (error) => emit({ type: "warning", message: lateErrorText(who, error) });
}

/** The value as it arrives on a node. Throws when JSON would change it. */
function asJson(value: unknown): unknown {
  const misfit = jsonMisfit(value);
  if (misfit !== undefined) {
    const where = misfit.path === "" ? "" : ` at ${misfit.path}`;
    throw new UnsendableValue(`returned ${misfit.found}${where}, which is not JSON-serializable`);
  }
  const text = JSON.stringify(value);
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > MAX_SETUP_BYTES)
    throw new UnsendableValue(`returned ${sizeBytes} bytes of JSON; at most ${MAX_SETUP_BYTES} go to each node`);
  return JSON.parse(text) as unknown;
}

class UnsendableValue extends Error {}

function explained(error: unknown) {
  if (error instanceof UnsendableValue)
    return {
      message: error.message,
      hint: "what setup returns is sent to the nodes: return plain objects, arrays, strings and numbers",
    };
  const place = userPlace(error);
  const hint = error instanceof LiveLoadError ? error.hint : bundlingHint(error);
  return { message: `${userCodeTrouble(error)}${place === undefined ? "" : ` (${place})`}`, hint };
}
