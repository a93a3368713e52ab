import { describe, expect, it } from "vitest";
import { settle } from "../../../test/fixtures/fake-clock.js";
import { deferred } from "../../base/deadline.js";
import { Slots } from "./slots.js";

const never = new AbortController().signal;

describe("slots", () => {
  it("limit how many run at a time, in the order of arrival", async () => {
    const slots = new Slots(2);
    const gates = Array.from({ length: 5 }, () => deferred<void>());
    const begun: number[] = [];
    const all = gates.map((gate, at) =>
      slots.run(never, async () => {
        begun.push(at);
        await gate.promise;
      }),
    );
    await settle();
    expect(begun).toEqual([0, 1]);
    gates[1]?.resolve();
    await settle();
    expect(begun).toEqual([0, 1, 2]);
    for (const gate of gates) gate.resolve();
    await Promise.all(all);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it("pass the slot of one that failed or gave up to the next", async () => {
    const slots = new Slots(1);
    const gate = deferred<void>();
    const going = new AbortController();
    const failing = slots.run(never, () => gate.promise);
    const gone = slots.run(going.signal, async () => "never");
    const next = slots.run(never, async () => "next");
    going.abort(new Error("gone"));
    await expect(gone).rejects.toThrow("gone");
    gate.reject(new Error("failed"));
    await expect(failing).rejects.toThrow("failed");
    expect(await next).toBe("next");
    await expect(slots.run(going.signal, async () => "late")).rejects.toThrow("gone");
    expect(await slots.run(never, async () => "free")).toBe("free");
  });
});
