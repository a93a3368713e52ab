import { describe, expect, it } from "vitest";
import { FakeClock, settle } from "../../../test/fixtures/fake-clock.js";
import { StopSource } from "../stop-signal.js";
import { QuietNetwork } from "./quiet-network.js";

function watching() {
  const clock = new FakeClock();
  const over = new StopSource();
  const network = new QuietNetwork(clock);
  const seen = { result: "waiting" };
  network.untilQuiet(over).then(
    () => (seen.result = "quiet"),
    (error: Error) => (seen.result = error.message),
  );
  const pass = async (ms: number) => {
    await clock.advance(ms);
    await settle();
  };
  return { network, over, seen, pass };
}

describe("a quiet network", () => {
  it("is one without a request for half a second", async () => {
    const { seen, pass } = watching();
    await pass(499);
    expect(seen.result).toBe("waiting");
    await pass(1);
    expect(seen.result).toBe("quiet");
  });

  it("begins to be quiet when the last request ends", async () => {
    const { network, seen, pass } = watching();
    network.begun("1");
    network.begun("2");
    await pass(2000);
    network.ended("1");
    await pass(2000);
    expect(seen.result).toBe("waiting");
    network.ended("2");
    await pass(499);
    expect(seen.result).toBe("waiting");
    await pass(1);
    expect(seen.result).toBe("quiet");
  });

  it("ends when the operation is over", async () => {
    const { network, over, seen, pass } = watching();
    network.begun("1");
    await pass(100);
    over.abort();
    await pass(0);
    expect(seen.result).toBe("stopped while it waited for the network to be idle");
  });
});
