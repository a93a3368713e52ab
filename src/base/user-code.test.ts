import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
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
