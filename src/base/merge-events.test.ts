import { describe, expect, it } from "vitest";
import { deferred } from "./deadline.js";
import { type EventProducer, mergeEvents } from "./merge-events.js";

async function collect<T>(events: AsyncIterable<T>): Promise<readonly T[]> {
  const collected: T[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

const forever = new AbortController().signal;

describe("merged events", () => {
  it("come from all producers and end with the last of them", async () => {
    const gate = deferred<void>();
    const slow: EventProducer<string> = async (push) => {
      push("slow starts");
      await gate.promise;
      push("slow ends");
    };
    const quick: EventProducer<string> = async (push) => {
      push("quick");
      gate.resolve();
    };
    expect(await collect(mergeEvents([slow, quick], forever))).toEqual(["slow starts", "quick", "slow ends"]);
  });

  it("end at once without producers", async () => {
    expect(await collect(mergeEvents([], forever))).toEqual([]);
  });

  it("end when the signal aborts, while the producers go on", async () => {
    const stop = new AbortController();
    const gate = deferred<void>();
    const over = deferred<void>();
    const producer: EventProducer<string> = async (push) => {
      push("before");
      stop.abort();
      await gate.promise;
      over.resolve();
    };
    expect(await collect(mergeEvents([producer], stop.signal))).toEqual(["before"]);
    gate.resolve();
    await over.promise;
  });

  it("end when the signal was aborted before they began", async () => {
    const never: EventProducer<string> = () => new Promise(() => {});
    expect(await collect(mergeEvents([never], AbortSignal.abort()))).toEqual([]);
  });
});
