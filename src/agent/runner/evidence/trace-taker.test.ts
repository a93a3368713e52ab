import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../test/fixtures/fake-clock.js";
import { FakePagePort } from "../../../../test/fixtures/fake-page-port.js";
import type { TraceAnswer } from "../../../protocol/evidence-messages.js";
import type { IterationResult } from "../../../scenario/iteration/iteration-ports.js";
import { TraceTaker } from "./trace-taker.js";

const RECORD: TraceAnswer = { answer: "record", leaseMs: 30_000, mostBytes: 1000 };
const NEVER: TraceAnswer = { answer: "never", leaseMs: 0, mostBytes: 0 };

/** A taker on a node whose recordings are files of this length, and what it asks, sends and throws away. */
function bench({ answers = {}, length = 10 }: { readonly answers?: Record<string, TraceAnswer>; readonly length?: number } = {}) {
  const clock = new FakeClock();
  const page = new FakePagePort();
  const told: string[] = [];
  const tracedPage = Object.assign(page.evidence, {
    trace: async () => ({
      format: "devtools" as const,
      finish: async ({ mostBytes }: { readonly mostBytes: number }) => {
        if (length > mostBytes) throw new Error("it is too large");
        return new Uint8Array(length);
      },
      discard: async () => void told.push("discarded"),
    }),
  });
  const taker = new TraceTaker({
    clock,
    signatureOf: ({ failure }) => failure?.message ?? "",
    ask: async ({ signature = "ordinary" }) => {
      told.push(`asked ${signature}`);
      return answers[signature] ?? RECORD;
    },
    put: async ({ signature = "ordinary", userId, iteration }, file) =>
      void told.push(`sent ${signature} of user ${userId}, iteration ${iteration}, ${file.length} bytes`),
    onWarning: (message) => void told.push(message),
  });
  const ended = (failure?: string, outcome: IterationResult["outcome"] = failure === undefined ? "succeeded" : "failed") => ({
    result: {
      outcome,
      endedAtMs: clock.now(),
      failure: failure === undefined ? undefined : { message: failure },
    } as IterationResult,
    iteration: 2,
    page,
  });
  /** One iteration from its begin to its end; whether it was recorded. */
  const run = async (userId: number, failure?: string, outcome?: IterationResult["outcome"]) => {
    const recording = await taker.begin(userId, page);
    await taker.end(recording, ended(failure, outcome), userId);
    return recording !== undefined;
  };
  return { clock, page, tracedPage, taker, told, run, ended };
}

describe("the traces of a node", () => {
  it("are of one iteration that does not fail and one of each kind of failure, and then nothing is recorded", async () => {
    const { run, told } = bench();
    expect([await run(1), await run(1), await run(1, "broken"), await run(1, "broken"), await run(1, "broken")]).toEqual([
      ...[true, false, false, true, false],
    ]);
    expect(told).toEqual([
      "asked ordinary",
      "sent ordinary of user 1, iteration 2, 10 bytes",
      "asked broken",
      "sent broken of user 1, iteration 2, 10 bytes",
    ]);
  });

  it("are thrown away when they show nothing that is wanted, or were interrupted", async () => {
    const { run, told } = bench({ answers: { known: NEVER } });
    await run(1, "known");
    await run(1, undefined, "interrupted");
    expect(told).toEqual(["asked ordinary", "asked known", "discarded", "discarded"]);
  });

  it("are of users that failed in that way before others", async () => {
    const { run, clock } = bench({ answers: { ordinary: NEVER } });
    await run(7, "broken");
    expect(await run(8)).toBe(false);
    await clock.advance(6000);
    expect(await run(8)).toBe(true);
    expect(await run(7, "broken")).toBe(true);
  });

  it("are kept however often others fail in the same way while the iteration is recorded", async () => {
    let asked = 0;
    const { taker, page, ended, told, clock } = bench({
      answers: {
        ordinary: NEVER,
        get broken() {
          asked += 1;
          return asked === 1 ? RECORD : NEVER;
        },
      },
    });
    await taker.end(undefined, ended("broken"), 1);
    const recording = await taker.begin(1, page);
    for (let other = 2; other < 20; other++) {
      await clock.advance(31_000);
      await taker.end(undefined, ended("broken"), other);
    }
    await taker.end(recording, ended("broken"), 1);
    expect(told.at(-1)).toMatch(/^sent broken of user 1/);
  });

  it("are recorded one at a time", async () => {
    const { taker, page, ended } = bench();
    const first = await taker.begin(1, page);
    expect(await taker.begin(2, page)).toBeUndefined();
    await taker.end(first, ended("broken"), 1);
    expect(await taker.begin(2, page)).toBeDefined();
  });

  it("are left out with a warning when they are too large, and when the page cannot be recorded", async () => {
    const large = bench({ length: 2000 });
    await large.run(1);
    expect(large.told.at(-1)).toBe("a trace is left out: it is too large");
    const { run, told, tracedPage } = bench();
    tracedPage.trace = () => Promise.reject(new Error("tracing is in use"));
    for (let at = 0; at < 5; at++) expect(await run(1)).toBe(false);
    expect(told).toEqual(["asked ordinary", "no more traces are recorded on this node: tracing is in use"]);
  });
});
