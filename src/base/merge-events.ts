import { EventQueue } from "./event-queue.js";

/** Pushes its events, and resolves when it has no more. Must not reject: what goes wrong is an event. */
export type EventProducer<T> = (push: (event: T) => void) => Promise<void>;

/** Runs producers side by side and yields what they push, until all have ended or the signal aborts (which stops none of them). */
export async function* mergeEvents<T>(producers: readonly EventProducer<T>[], signal: AbortSignal): AsyncIterable<T> {
  if (producers.length === 0) return;
  const events = new EventQueue<T>();
  let running = producers.length;
  for (const produce of producers) {
    void produce((event) => events.push(event)).finally(() => {
      running -= 1;
      if (running === 0) events.end();
    });
  }
  const onAbort = () => events.end();
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    yield* events;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
