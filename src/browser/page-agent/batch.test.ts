import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_BATCH_LENGTH, parseBatch } from "./batch.js";

const batch = (...lines: string[]): string => ["1\t1700000000000.5\t1", ...lines].join("\n");

describe("a page's batch", () => {
  it("is read entry by entry", () => {
    const text = batch(
      "h\tliveview_connection_duration\t/orders/17\t120.5\t30",
      "c\tliveview_disconnections\t/orders/17\t4",
      "e\tclick\t100\t2.5\t1",
      "v\tLCP\t4711\t/\t60\t3",
      "d\t0.4\t0",
      "n\t90.5\t2\tclick\t100\t2.5\t1",
      "i\t1\t1\t90.5\t2",
      "t\t1\t93\t1",
      "s\t4\t120.5\t7\t100\t100.5\tc\t3\t101\t101\ta\t4\t0",
      "s\t5\t120.5\t7\t0",
    );
    expect(parseBatch(text)).toEqual({
      document: 1_700_000_000_000.5,
      mainFrame: true,
      flush: undefined,
      dropped: 0,
      entries: [
        { kind: "histogram", metric: "liveview_connection_duration", dimension: "/orders/17", value: 120.5, ageMs: 30 },
        { kind: "counter", metric: "liveview_disconnections", dimension: "/orders/17", ageMs: 4 },
        { kind: "event", type: "click", serverMs: 100, patchMs: 2.5, ageMs: 1 },
        { kind: "vital", vital: "LCP", navigation: "4711", page: "/", value: 60, ageMs: 3 },
        { kind: "timer", lateMs: 0.4, ageMs: 0 },
        { kind: "event", type: "click", serverMs: 100, patchMs: 2.5, cause: { at: 90.5, delayMs: 2 }, ageMs: 1 },
        { kind: "input", number: 1, isTrusted: true, at: 90.5, ageMs: 2 },
        { kind: "handled", number: 1, at: 93, ageMs: 1 },
        {
          kind: "still",
          question: "4",
          since: 120.5,
          frame: 7,
          spans: [
            { first: 100, last: 100.5, isContent: true, frame: 3 },
            { first: 101, last: 101, isContent: false, frame: 4 },
          ],
          ageMs: 0,
        },
        { kind: "still", question: "5", since: 120.5, frame: 7, spans: [], ageMs: 0 },
      ],
    });
  });

  it("may be empty and answer a flush", () => {
    expect(parseBatch("1\t5\t0\t12")).toEqual({ document: 5, mainFrame: false, flush: "12", dropped: 0, entries: [] });
  });

  it.each([
    ["a metric that pages cannot report", "h\tstep_duration\tclick\t1\t1"],
    ["the name of a property of Object", "c\tconstructor\tx\t1"],
    ["a negative value", "h\tliveview_connection_duration\t/\t-1\t1"],
    ["no number", "e\tclick\tNaN\t1\t1"],
    ["infinity", "e\tclick\tInfinity\t1\t1"],
    ["a century", "d\t3e12\t1"],
    ["no age", "d\t1"],
    ["too many fields", "e\tclick\t1\t1\t1\t1"],
    ["too few", "e\tclick\t1\t1"],
    ["an empty name", "e\t\t1\t1\t1"],
    ["a name of three thousand letters", `e\t${"x".repeat(3000)}\t1\t1\t1`],
    ["an input that is neither trusted nor not", "i\t1\tyes\t90\t1"],
    ["a cause without an event", "n\t90\t2\t1"],
    ["changes that end before they begin", "s\t4\t1\t7\t2\t1\tc\t3\t0"],
    ["changes of an unknown kind", "s\t4\t1\t7\t1\t2\tx\t3\t0"],
    ["half a change", "s\t4\t1\t7\t1\t2\t0"],
    ["an unknown kind", "z\t1\t1"],
    ["an empty line", ""],
  ])("drops an entry with %s and keeps the others", (_what, line) => {
    expect(parseBatch(batch(line, "d\t1\t1"))).toMatchObject({ dropped: 1, entries: [{ kind: "timer" }] });
  });

  it.each([
    ["nothing", ""],
    ["another version", "2\t1\t1"],
    ["no start", "1\t\t1"],
    ["a start that is not a number", "1\tyesterday\t1"],
    ["neither frame", "1\t1\tyes"],
    ["too many fields in its head", "1\t1\t1\t1\t1"],
    ["more entries than any page sends", batch(..."d\t1\t1\n".repeat(2001).trimEnd().split("\n"))],
    ["more text than the limit", batch("x".repeat(MAX_BATCH_LENGTH))],
    ["an object", { 0: "1" }],
    ["undefined", undefined],
  ])("is rejected with %s", (_what, text) => {
    expect(parseBatch(text)).toBeUndefined();
  });

  it("never throws, whatever the text", () => {
    const field = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.constantFrom("h", "c", "e", "n", "i", "t", "s", "v", "d", "LCP", "__proto__"),
    );
    const line = fc.array(field, { maxLength: 8 }).map((fields) => fields.join("\t"));
    const text = fc.array(line, { maxLength: 20 }).map((lines) => batch(...lines));
    fc.assert(
      fc.property(fc.oneof(text, fc.string(), fc.anything()), (input) => {
        for (const entry of parseBatch(input)?.entries ?? []) {
          for (const value of Object.values(entry)) {
            if (typeof value === "number") expect(value >= 0 && value <= 86_400_000).toBe(true);
            else expect(value.length).toBeLessThanOrEqual(2000);
          }
        }
      }),
    );
  });
});
