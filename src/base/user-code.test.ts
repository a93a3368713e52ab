import { AsyncResource } from "node:async_hooks";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { processHost } from "./host.js";
import { attributeStrayException, attributeStrayRejection, callUserCode, guardProcess } from "./user-code.js";

let unguard: () => void;
beforeEach(() => {
  unguard = guardProcess();
});
afterEach(() => unguard());

describe("callUserCode", () => {
  it.each([
    ["process.exit(0)", () => process.exit(0)],
    ["process.exit()", () => process.exit()],
    ["process.abort()", () => process.abort()],
    ['process.kill(process.pid, "SIGKILL")', () => void process.kill(process.pid, "SIGKILL")],
  ])("fails when the code calls %s, even if it catches the error", async (how, act) => {
    const caught = () => {
      try {
        act();
      } catch {}
    };
    await expect(callUserCode(act)).rejects.toThrow(`it called ${how}`);
    await expect(callUserCode(caught)).rejects.toThrow(`it called ${how}`);
  });

  it("lets other signals pass, and restores the process's functions", async () => {
    expect(await callUserCode(() => process.kill(process.pid, 0))).toBe(true);
    const exitNow = () => Reflect.get(process, "exit") as unknown;
    const guarded = exitNow();
    unguard();
    expect(exitNow()).not.toBe(guarded);
  });

  it("leaves alone what the code does after its end, unless a call around it still runs", async () => {
    const ended: unknown[] = [];
    unguard();
    const exit = vi.spyOn(process, "exit").mockImplementation(((code: number) => void ended.push(code)) as never);
    onTestFinished(() => exit.mockRestore());
    unguard = guardProcess();
    let later = (): void => {};
    const keep = () => {
      later = AsyncResource.bind(() => void process.exit(130));
    };
    await callUserCode(keep);
    later();
    expect(ended).toEqual([130]);
    const outer = callUserCode(async () => {
      await callUserCode(keep);
      later();
    });
    await expect(outer).rejects.toThrow("it called process.exit(130)");
    expect(ended).toEqual([130]);
    unguard();
  });

  it("is not the context in which LiveLoad hears of signals", async () => {
    const heard: unknown[] = [];
    const ignore = processHost().onSignal((signal) => {
      heard.push(signal, attributeStrayException(new Error("LiveLoad's own")));
    });
    onTestFinished(ignore);
    // Node.js does the same when a user's listener was the first.
    await callUserCode(() => void process.emit("SIGHUP", "SIGHUP"));
    expect(heard).toEqual(["SIGHUP", false]);
  });

  it("leaves errors that nobody hears of to the process", async () => {
    const told: unknown[] = [];
    let reject = (): boolean => false;
    let fail = (): boolean => false;
    const keep = () => {
      reject = AsyncResource.bind(() => attributeStrayRejection(new Error("stray")));
      fail = AsyncResource.bind(() => attributeStrayException(new Error("late")));
    };
    await callUserCode(keep);
    expect([reject(), fail()]).toEqual([false, false]);
    await callUserCode(() => callUserCode(keep), { onStray: (error) => told.push(error) });
    expect([reject(), fail()]).toEqual([true, true]);
    expect(told).toEqual([new Error("stray"), new Error("late")]);
  });

  it("fails with an error outside of the promise, and tells later ones", async () => {
    const late: unknown[] = [];
    let tell: ((error: unknown) => boolean) | undefined;
    const call = callUserCode(
      () => {
        tell = (error) => attributeStrayException(error);
        // The listeners of the process run in the context of the code that threw.
        setImmediate(() => attributeStrayException(new Error("in a timer")));
        setTimeout(() => attributeStrayRejection(new Error("later")), 50);
        return new Promise(() => {});
      },
      { onStray: (error) => late.push(error) },
    );
    await expect(call).rejects.toThrow("in a timer");
    await vi.waitFor(() => expect(late).toEqual([new Error("later")]));
    expect(tell?.(new Error("not from there"))).toBe(false);
  });

  it("ends with its time, and with its signal", async () => {
    const never = () => new Promise<void>(() => {});
    await expect(callUserCode(never, { timeoutMs: 20, longerBy: "ask" })).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
      message: "it took longer than 20 ms",
      hint: "ask",
    });
    const stop = new AbortController();
    const call = callUserCode(never, { signal: stop.signal });
    stop.abort(new Error("stopped"));
    await expect(call).rejects.toThrow("stopped");
  });
});

describe("guardProcess", () => {
  const functions = () => ["exit", "abort", "kill"].map((name) => Reflect.get(process, name) as unknown);

  it("keeps other code from ending the process once a signal has asked it to stop", () => {
    unguard();
    const ended: unknown[] = [];
    const exit = vi.spyOn(process, "exit").mockImplementation(((code: number) => void ended.push(code)) as never);
    onTestFinished(() => exit.mockRestore());
    const refused: string[] = [];
    unguard = guardProcess((how) => refused.push(how));
    const host = processHost();
    const ignore = host.onSignal(() => {});
    process.exit(1);
    process.emit("SIGTERM", "SIGTERM");
    expect(() => process.exit(2)).toThrow("it called process.exit(2)");
    // The listener ends it.
    host.exit(3);
    ignore();
    process.exit(4);
    expect(ended).toEqual([1, 3, 4]);
    expect(refused).toEqual(["process.exit(2)"]);
    unguard();
  });

  it("leaves the process as it was, and guards until the last of several ends", async () => {
    unguard();
    const before = functions();
    const first = guardProcess();
    const second = guardProcess();
    first();
    first();
    await expect(callUserCode(() => process.exit(3))).rejects.toThrow("it called process.exit(3)");
    second();
    expect(functions()).toEqual(before);
    expect(functions().every((own, at) => own === before[at])).toBe(true);
  });
});
