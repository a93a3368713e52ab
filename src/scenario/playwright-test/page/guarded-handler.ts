import { AsyncLocalStorage } from "node:async_hooks";
import { EndSignal, TestEnded } from "../../iteration/end-signal.js";
import type { PlacedIteration } from "../../steps/place.js";

type Handler = (...given: readonly unknown[]) => unknown;

/** The iteration that an error of a handler fails: the one that runs at that time. */
interface Failing {
  readonly iteration: PlacedIteration;
}

/**
 * A test's handler as what dispatches events can call it: it runs in the asynchronous context in which it was given, never
 * throws, and a promise that it returns never rejects. Its errors fail the iteration.
 */
export function guardedHandler(
  actor: Failing,
  handler: Handler,
  onError: (given: readonly unknown[]) => void = () => {},
): Handler {
  const inContext = AsyncLocalStorage.snapshot();
  return (...given) => {
    const failed = (error: unknown): void => {
      // The end of the iteration or of the test is no failure of the handler.
      if (!(error instanceof EndSignal || error instanceof TestEnded)) actor.iteration.strayed(error);
      onError(given);
    };
    try {
      const returned: unknown = inContext(() => handler(...given));
      return returned instanceof Promise ? returned.catch(failed) : returned;
    } catch (error) {
      failed(error);
      return undefined;
    }
  };
}
