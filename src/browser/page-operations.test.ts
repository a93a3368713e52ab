import { describe, expect, it } from "vitest";
import { FakeClock, settle } from "../../test/fixtures/fake-clock.js";
import { type Bounds, PageOperations } from "./page-operations.js";
import { toPageOperationError } from "./playwright/operation-error.js";

function setUp() {
  const clock = new FakeClock();
  const operations = new PageOperations(clock, toPageOperationError);
  const stop = new AbortController();
  const options = { timeoutMs: 1000, signal: stop.signal };
  const seen: Bounds[] = [];
  const forever = (bounds: Bounds) => {
    seen.push(bounds);
    return new Promise<never>(() => {});
  };
  return { clock, operations, stop, options, seen, forever };
}

describe("operations of a page", () => {
  it("resolve to what was done, and leave no timer behind", async () => {
    const { clock, operations, options } = setUp();
    expect(await operations.run({ subject: "#it" }, options, async () => 7)).toBe(7);
    expect(clock.pending).toBe(0);
  });

  it("end in their time", async () => {
    const { clock, operations, options, seen, forever } = setUp();
    const running = expect(operations.run({ subject: "an answer" }, options, forever)).rejects.toMatchObject({
      kind: "timeout",
      message: "waited 1000 ms for an answer",
    });
    await clock.advance(1000);
    await running;
    expect(seen[0]?.over.aborted).toBe(true);
  });

  it("give a little longer to what ends by itself", async () => {
    const { clock, operations, options } = setUp();
    let fail: (error: Error) => void = () => {};
    const running = operations.run(
      { subject: "#it", endsItself: true },
      options,
      () => new Promise<never>((_, reject) => (fail = reject)),
    );
    const rejected = expect(running).rejects.toMatchObject({ message: "waited 1000 ms for #it to be attached" });
    await clock.advance(1000);
    const error = new Error("page.click: Timeout 1000ms exceeded.\nCall log:\n  - waiting for locator('#it')");
    error.name = "TimeoutError";
    fail(error);
    await rejected;
  });

  it("say that the page did not answer when it was to end by itself, and has not", async () => {
    const { clock, operations, options, forever } = setUp();
    const running = operations.run({ subject: "#it", endsItself: true }, options, forever);
    const rejected = expect(running).rejects.toMatchObject({
      kind: "timeout",
      message: "waited 1000 ms for #it: the page did not answer",
    });
    await clock.advance(1300);
    await rejected;
  });

  it("tell what is left, and never nothing, which would mean forever", async () => {
    const { clock, operations, options, seen, forever } = setUp();
    const running = operations.run({ subject: "#it", endsItself: true }, options, forever).catch(() => {});
    await clock.advance(400);
    expect(seen[0]?.options().timeout).toBe(600);
    await clock.advance(650);
    expect(seen[0]?.left()).toBe(1);
    await clock.advance(1000);
    await running;
  });

  it("end at once when their signal is aborted", async () => {
    const { operations, options, stop, seen, forever } = setUp();
    const running = expect(operations.run({ subject: "#it" }, options, forever)).rejects.toMatchObject({ kind: "aborted" });
    stop.abort();
    await running;
    expect(seen[0]?.over.aborted).toBe(true);
    await expect(operations.run({ subject: "#it" }, options, forever)).rejects.toMatchObject({ kind: "aborted" });
    expect(seen).toHaveLength(1);
  });

  it("end when the page has gone, and do not begin afterwards", async () => {
    const { operations, options, seen, forever } = setUp();
    const running = expect(operations.run({ subject: "#it" }, options, forever)).rejects.toMatchObject({
      kind: "closed",
      message: "the page crashed",
    });
    operations.end("the page crashed");
    operations.end("the page was closed");
    await running;
    await expect(operations.run({ subject: "#it" }, options, forever)).rejects.toMatchObject({ message: "the page crashed" });
    expect(seen).toHaveLength(1);
  });

  it("do not mind what comes too late", async () => {
    const { operations, options, stop } = setUp();
    let fail: (error: Error) => void = () => {};
    const running = operations.run({ subject: "#it" }, options, () => new Promise<never>((_, reject) => (fail = reject)));
    const rejected = expect(running).rejects.toMatchObject({ kind: "aborted" });
    stop.abort();
    fail(new Error("late"));
    await rejected;
    await settle();
  });
});
