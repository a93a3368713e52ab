import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fixtures/fake-clock.js";
import { FakePagePort } from "../../test/fixtures/fake-page-port.js";
import { PageOperationError } from "../scenario/page-port.js";
import { PageOperations } from "./page-operations.js";
import { toPageOperationError } from "./playwright/operation-error.js";
import { type Popup, UserWindows } from "./user-windows.js";

function setUp() {
  const clock = new FakeClock();
  const judge = { takeRefused: () => undefined, onErrorDocument: () => () => {} };
  const operations = new PageOperations(clock, toPageOperationError, judge);
  const registry = new UserWindows(clock);
  const log: string[] = [];
  const open = (name: string, how: Partial<Popup> = {}) => {
    let closed = () => {};
    const popup: Popup = {
      page: new FakePagePort(),
      loaded: async ({ timeoutMs }) => void log.push(`${name} loads within ${timeoutMs}`),
      flush: async (timeoutMs) => void log.push(`${name} flushes within ${timeoutMs}`),
      close: async () => {
        log.push(`${name} closes`);
        closed();
      },
      ...how,
    };
    closed = registry.add(popup);
    return { ...popup, closed };
  };
  const options = { timeoutMs: 1000, signal: new AbortController().signal };
  return { clock, windows: registry.of(operations), log, open, options };
}

describe("the popups of a user", () => {
  it("are numbered in the order in which they open, whoever watches", async () => {
    const { clock, windows, log, open, options } = setUp();
    open("before");
    const watch = windows.watch();
    const opened = watch.opened(options);
    await clock.advance(400);
    const second = open("second");
    open("third");
    expect(await opened).toBe(2);
    expect(windows.popup(2)).toBe(second.page);
    expect(log).toEqual(["second loads within 600"]);
    watch.end();
  });

  it("are found by a watch that waits later, too", async () => {
    const { windows, open, options } = setUp();
    const watch = windows.watch();
    open("first");
    expect(await watch.opened(options)).toBe(1);
  });

  it("have opened even if they close themselves before they have loaded; other failures of them fail the wait", async () => {
    const { windows, open, options } = setUp();
    for (const kind of ["closed", "connection"] as const) {
      const watch = windows.watch();
      open(kind, { loaded: () => Promise.reject(new PageOperationError(kind, "it failed")) });
      const outcome = watch.opened(options);
      if (kind === "closed") expect(await outcome).toBe(1);
      else await expect(outcome).rejects.toMatchObject({ kind });
    }
  });

  it("do not appear to a watch that has ended", async () => {
    const { clock, windows, open, options } = setUp();
    const watch = windows.watch();
    watch.end();
    const opened = expect(watch.opened(options)).rejects.toThrow("waited 1000 ms for a popup; none was opened");
    open("late");
    await clock.advance(1000);
    await opened;
  });

  it("are flushed, then closed, once", async () => {
    const { windows, log, open, options } = setUp();
    open("first");
    await windows.close(1, options);
    await windows.close(1, options);
    await windows.close(7, options);
    expect(log).toEqual(["first flushes within 500", "first closes"]);
    expect(windows.popup(1)).toBeDefined();
  });

  it("are all closed within a time limit, even if one does not answer, and are unknown after that", async () => {
    const { clock, windows, log, open } = setUp();
    open("gone").closed();
    open("deaf", { close: () => new Promise(() => {}) });
    open("open");
    const closing = windows.closeAll(1000);
    await clock.advance(1000);
    await closing;
    expect(log).toEqual(["deaf flushes within 500", "open flushes within 500", "open closes"]);
    expect([1, 2, 3].map((number) => windows.popup(number))).toEqual([undefined, undefined, undefined]);
    expect(clock.pending).toBe(0);
  });

  it("are at most eight: the oldest that is open is closed", async () => {
    const { log, open } = setUp();
    open("closed").closed();
    for (let number = 1; number <= 9; number += 1) open(`popup ${number}`);
    expect(log).toEqual(["popup 1 closes"]);
  });
});
