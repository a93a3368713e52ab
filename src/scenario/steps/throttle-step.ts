import { suggest } from "../../base/wording/suggest.js";
import { places } from "./place.js";
import { misfit, type StepCall, type StepDefinition } from "./step-call.js";

/** Waits for a throttle and holds its slot until the end of the iteration, or of the function given. */
export const throttleStep: StepDefinition = {
  perform: async (call) => {
    const [name, hold] = call.args;
    if (typeof name !== "string") throw new TypeError(misfit({ name: "name", allowed: "the name of a throttle" }, name));
    call.resolved.push(name);
    call.describe({ target: name, label: `throttle ${name}` });
    if (hold !== undefined && typeof hold !== "function") {
      throw new TypeError(misfit({ name: "function", allowed: "a function of a context" }, hold));
    }
    const release = await acquire(call, name);
    if (hold === undefined) return undefined;
    try {
      return await call.own(() => runGroup(call, hold as (context: unknown) => unknown, () => {}));
    } finally {
      release();
    }
  },
};

async function acquire({ iteration }: StepCall, name: string): Promise<() => void> {
  const { throttles } = iteration.user;
  if (!throttles.includes(name)) {
    const known =
      throttles.length === 0 ? "the scenario declares none" : `${suggest(name, throttles)} (declared: ${throttles.join(", ")})`;
    throw new Error(`there is no throttle ${JSON.stringify(name)}; ${known}`);
  }
  const { throttle } = iteration.ports;
  if (throttle === undefined) throw new Error("throttles are not available here");
  return iteration.paused(async (signal) => {
    const lease = await throttle.acquire(name, signal);
    const release = iteration.hold(lease);
    // Granted after the iteration had ended: nobody will use it.
    if (iteration.endSignal !== undefined) release();
    iteration.throwIfEnded();
    return release;
  });
}

/** Runs a function of the scenario with a queue of its own. The group ends when the queue is empty. */
export async function runGroup(call: StepCall, run: (context: unknown) => unknown, onIdle: () => void): Promise<unknown> {
  const { iteration } = call;
  const queue = call.queue.openGroup();
  try {
    const context = iteration.contextFor(queue);
    const value = await places.run({ iteration, queue, argumentOf: undefined }, async () => run(context));
    await queue.drained(onIdle);
    if (queue.failure !== undefined) throw queue.failure.error;
    return value;
  } catch (error) {
    // Steps that the function left behind must not run together with the steps after the group.
    queue.skipWaiting(error);
    await queue.idle();
    throw error;
  } finally {
    queue.close();
  }
}
