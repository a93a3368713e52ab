import { describe, expect, it } from "vitest";
import { FakeClock, settle } from "../../test/fixtures/fake-clock.js";
import { deferred } from "../base/deadline.js";
import { PageOperationError } from "../scenario/page-port.js";
import { type Bounds, type DocumentJudge, PageOperations } from "./page-operations.js";
import { toPageOperationError } from "./playwright/operation-error.js";

/** What the page has shown; nobody asks for it where no status is given. */
class ErrorDocuments implements DocumentJudge {
  readonly statuses: number[] = [];
  readonly listeners = new Set<() => void>();

  show(status: number): void {
    this.statuses.push(status);
    for (const listener of [...this.listeners]) listener();
  }

  takeRefused(accepts: (status: number) => boolean): PageOperationError | undefined {
    const refused = this.statuses.splice(0).find((status) => !accepts(status));
    return refused === undefined ? undefined : new PageOperationError("http", `GET /x answered ${refused}`);
  }

  onErrorDocument(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

function setUp() {
  const clock = new FakeClock();
  const documents = new ErrorDocuments();
  const operations = new PageOperations(clock, toPageOperationError, documents);
  const stop = new AbortController();
  const options = { timeoutMs: 1000, signal: stop.signal };
  const seen: Bounds[] = [];
  const forever = (bounds: Bounds) => {
    seen.push(bounds);
    return new Promise<never>(() => {});
  };
  return { clock, operations, documents, stop, options, seen, forever };
}

describe("operations of a page", () => {
  it("resolve to what was done, and leave no timer behind", async () => {
    const { clock, operations, options } = setUp();
    expect(await operations.run({ subject: "#it" }, options, async () => 7)).toBe(7);
    expect(clock.pending).toBe(0);
  });

  it("that act without a look at the page wait until it has told which inputs are of the step before", async () => {
    const { operations, options } = setUp();
    const mark = deferred<number>();
    operations.steps.markBy({ ask: () => mark.promise, convert: () => undefined });
    await operations.run({ subject: "#it" }, { ...options, step: "press a" }, async () => {});
    const acted: string[] = [];
    const pressed = operations.run({ subject: "the keyboard", isBlind: true }, { ...options, step: "press b" }, async () => {
      acted.push("b");
    });
    await settle();
    expect(acted).toEqual([]);
    mark.resolve(1);
    await pressed;
    expect(acted).toEqual(["b"]);
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

  it("that navigate fail when the page is not left, once its dialog is dismissed; others go on", async () => {
    const { operations, options, forever } = setUp();
    let interrupt = () => {};
    const aborted = () =>
      new Promise<never>((_, reject) => {
        interrupt = () => reject(new Error("net::ERR_ABORTED"));
      });
    const outcomes: string[] = [];
    const follow = (name: string, running: Promise<unknown>) =>
      void running.catch((error: PageOperationError) => outcomes.push(`${name}: ${error.kind} ${error.message}`));
    follow("told", operations.run({ subject: "/a", navigates: true }, options, aborted));
    follow("untold", operations.run({ subject: "/b", navigates: true }, options, forever));
    follow("click", operations.run({ subject: "#it" }, options, forever));
    operations.staying();
    interrupt();
    await settle();
    expect(outcomes).toEqual([]);
    operations.stayed();
    await settle();
    const reason = "invalid the page was not left: its beforeunload dialog was dismissed";
    expect(outcomes).toEqual([`told: ${reason}`, `untold: ${reason}`]);
    follow(
      "next",
      operations.run({ subject: "/c", navigates: true }, options, () => Promise.reject(new Error("broken"))),
    );
    await settle();
    expect(outcomes.at(-1)).toBe("next: invalid broken");
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

  it("end at once when the page shows the document of an error", async () => {
    const { operations, documents, options, seen, forever } = setUp();
    const judged = { ...options, acceptStatus: (status: number) => status === 404 };
    const running = expect(operations.run({ subject: "#it" }, judged, forever)).rejects.toMatchObject({
      kind: "http",
      message: "GET /x answered 503",
    });
    documents.show(404);
    expect(seen[0]?.over.aborted).toBe(false);
    documents.show(503);
    await running;
    expect(seen[0]?.over.aborted).toBe(true);
    expect(documents.listeners.size).toBe(0);
  });

  it("go on with the document of an error that they have asked for, and reject when it is loaded", async () => {
    const { operations, documents, options } = setUp();
    const judged = { ...options, acceptStatus: () => false };
    let load: () => void = () => {};
    const loading = new Promise<void>((loaded) => {
      load = loaded;
    });
    const running = operations.run({ subject: "/x", navigates: true }, judged, () => loading);
    documents.show(500);
    expect(documents.statuses).toEqual([500]);
    load();
    await expect(running).rejects.toMatchObject({ kind: "http", message: "GET /x answered 500" });
  });

  it("tell of the document rather than of what did not happen because of it", async () => {
    const { clock, operations, documents, options, forever } = setUp();
    const judged = { ...options, acceptStatus: () => false };
    const running = operations.run({ subject: "/x", navigates: true }, judged, forever);
    documents.show(502);
    const rejected = expect(running).rejects.toMatchObject({ kind: "http" });
    await clock.advance(1000);
    await rejected;
  });

  it("leave a document to the next one that came after they had ended, whenever what they did comes to its end", async () => {
    for (const outcome of ["resolves", "rejects"] as const) {
      const { clock, operations, documents, options } = setUp();
      const judged = { ...options, acceptStatus: () => false };
      let end: () => void = () => {};
      const act = () =>
        new Promise<void>((resolve, reject) => {
          end = () => (outcome === "resolves" ? resolve() : reject(new Error("called off")));
        });
      const rejected = expect(operations.run({ subject: "#it" }, judged, act)).rejects.toMatchObject({ kind: "timeout" });
      await clock.advance(1000);
      await rejected;
      documents.show(503);
      end();
      await settle();
      expect(documents.statuses, outcome).toEqual([503]);
    }
  });

  it("do not judge documents unless they are given what is accepted", async () => {
    const { operations, documents, options } = setUp();
    documents.show(500);
    expect(await operations.run({ subject: "#it" }, options, async () => 7)).toBe(7);
    expect(documents.statuses).toEqual([500]);
  });
});
