import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../test/fixtures/fake-clock.js";
import { FakePagePort } from "../../../../test/fixtures/fake-page-port.js";
import { rememberSecret } from "../../../base/secrets/known-secrets.js";
import type { SentEvidence, ToldStep } from "../../../protocol/evidence-messages.js";
import type {
  IterationObserver,
  IterationPorts,
  IterationResult,
  ScenarioUser,
} from "../../../scenario/iteration/iteration-ports.js";
import { evidenceRecordSchema } from "../../../telemetry/evidence-record.js";
import { signatureOf } from "../../../telemetry/failure-groups.js";
import { EvidenceTaker } from "./evidence-taker.js";
import { watchedUser } from "./watched-user.js";

const OBSERVER: IterationObserver = {
  stepEnded() {},
  groupEnded() {},
  checkEnded() {},
  metric() {},
  screenshot() {},
  lateStep() {},
};

/** A user that takes these steps and ends in this way, the evidence that is sent of it, and the steps that are told. */
function bench(given: {
  readonly mode?: "failures" | "always";
  readonly outcome?: IterationResult["outcome"];
  readonly message?: () => string;
  readonly ask?: (signature: string) => Promise<{ readonly grantedBytes: number; readonly askAgainMs: number }>;
  readonly pausesOnFailure?: boolean;
}) {
  const clock = new FakeClock();
  const page = new FakePagePort();
  const sent: SentEvidence[] = [];
  const asked: string[] = [];
  const told: ToldStep[] = [];
  const interrupt = new AbortController();
  const taker = new EvidenceTaker({
    clock,
    mode: given.mode ?? "failures",
    signatureOf: ({ failure }) => signatureOf({ category: "step", message: failure?.message ?? "" }),
    ask: async ({ signature }) => {
      asked.push(signature);
      return given.ask === undefined ? { grantedBytes: 500_000, askAgainMs: 5000 } : given.ask(signature);
    },
    put: async (evidence) => void sent.push(evidence),
    onWarning: (message) => void told.push({ message } as ToldStep),
  });
  taker.startAt(clock.now());
  const user: ScenarioUser = {
    userId: 7,
    async runIteration(ports) {
      const startedAtMs = clock.now();
      const read = ports.observer.stepBegan?.({ number: 1, text: 'innerText "#stock"' });
      await clock.advance(40);
      read?.({ outcome: "done", value: "0 left" });
      const click = ports.observer.stepBegan?.({ number: 2, text: 'click "#buy"' });
      page.shown = { ...page.shown, console: [{ atMs: clock.now(), kind: "error", text: "cart is gone" }] };
      await clock.advance(3000);
      click?.({ outcome: "failed", message: "waited 3000 ms" });
      const { outcome = "failed", message = () => 'click "#buy" failed' } = given;
      const failure = { category: "step", message: message(), stack: undefined, step: undefined, url: undefined } as const;
      const result: IterationResult = {
        outcome,
        startedAtMs,
        endedAtMs: clock.now(),
        pausedMs: 0,
        halted: false,
        abortReason: undefined,
        failure: outcome === "failed" ? { ...failure, likelyCauses: [] } : undefined,
      };
      await ports.onEnded?.({ result, iteration: 3, page });
      return result;
    },
    runHook: () => undefined,
    resetAssigns() {},
  };
  const { pausesOnFailure } = given;
  const debug = pausesOnFailure === undefined ? undefined : { tellsSteps: true, pausesOnFailure };
  const watched = watchedUser(user, { clock, taker, tracer: undefined, debug, tell: (step) => void told.push(step) });
  const run = () =>
    watched.runIteration({
      page,
      clock,
      observer: OBSERVER,
      commandTimeoutMs: 1000,
      iterationTimeoutMs: 1000,
      endOfLoad: new AbortController().signal,
      interrupt: interrupt.signal,
    } satisfies IterationPorts);
  const recordOf = (evidence: SentEvidence | undefined) =>
    evidenceRecordSchema.parse(JSON.parse(Buffer.from(evidence?.record ?? "", "base64").toString()));
  return { clock, page, sent, asked, told, taker, run, interrupt, recordOf };
}

describe("evidence of a failed iteration", () => {
  it("has its steps with their times, the page's console and requests, the picture and the HTML, without secrets", async () => {
    rememberSecret("takerSecret4711");
    const { page, clock, run, sent, recordOf } = bench({});
    page.shown = {
      picture: Buffer.from("jpeg"),
      html: "<!doctype html>\n<p>takerSecret4711</p>",
      console: [],
      requests: [{ atMs: clock.now(), method: "GET", url: "/a?token=abcdef", type: "Fetch", status: 503, durationMs: 1.234 }],
    };
    await run();
    const [evidence] = sent;
    expect(evidence).toMatchObject({ userId: 7, iteration: 3, offsetMs: 3040, url: "http://site.test/counter" });
    expect(evidence?.signature).toBe('step · click "…" failed');
    expect(recordOf(evidence)).toEqual({
      steps: [
        { number: 1, text: 'innerText "#stock"', startedMs: 0, durationMs: 40, outcome: "done", found: '"0 left"' },
        { number: 2, text: 'click "#buy"', startedMs: 40, durationMs: 3000, outcome: "failed", message: "waited 3000 ms" },
      ],
      console: [{ atMs: 40, kind: "error", text: "cart is gone" }],
      requests: [{ atMs: 0, method: "GET", url: "/a?token=***", type: "Fetch", status: 503, durationMs: 1.2 }],
    });
    expect(Buffer.from(evidence?.screenshot ?? "", "base64").toString()).toBe("jpeg");
    const html = Buffer.from(evidence?.html ?? "", "base64").toString();
    expect(html).toMatch(/^<!doctype html>\n<meta http-equiv="Content-Security-Policy"[^>]+>\n<p>\*\*\*<\/p>$/);
  });

  it("is asked for once per kind until the time that the controller names", async () => {
    const { run, asked, sent, clock } = bench({ message: () => `order ${Math.random()} failed` });
    await run();
    await run();
    expect(asked).toEqual(["step · order N failed"]);
    await clock.advance(5000);
    await run();
    expect(asked).toHaveLength(2);
    expect(sent).toHaveLength(2);
  });

  it("is not taken when it is not wanted, and the page is left alone", async () => {
    const { run, sent, page } = bench({ ask: async () => ({ grantedBytes: 0, askAgainMs: 1000 }) });
    await run();
    expect(sent).toEqual([]);
    expect(page.log).not.toContain("snapshot");
  });

  it("leaves out what does not fit: the HTML first, then the picture", async () => {
    for (const [grantedBytes, expected] of [
      [60_000, ["record", "screenshot", "html"]],
      [25_340, ["record", "screenshot"]],
      [100, ["record"]],
    ] as const) {
      const { run, sent, page } = bench({ ask: async () => ({ grantedBytes, askAgainMs: 1000 }) });
      page.evidence.snapshot = async ({ pictureBytes, htmlLength }) => ({
        picture: pictureBytes >= 25_000 ? Buffer.alloc(25_000) : undefined,
        html: htmlLength > 1000 ? "x".repeat(40_000) : undefined,
      });
      await run();
      const taken = Object.keys(sent[0] ?? {}).filter((key) => ["record", "screenshot", "html"].includes(key));
      expect(taken, String(grantedBytes)).toEqual(expected);
      const sizes = taken.map((key) => Buffer.from(String(sent[0]?.[key as "html"]), "base64").length);
      if (grantedBytes > 1000) expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(grantedBytes);
    }
  });

  it("is taken of the first failure of a kind while the controller does not answer", async () => {
    const { run, sent } = bench({ ask: () => Promise.reject(new Error("the controller cannot be reached")) });
    await run();
    await run();
    expect(sent).toHaveLength(1);
  });

  it("is not taken of one that succeeded, unless the last page is wanted whatever happens", async () => {
    const usual = bench({ outcome: "succeeded" });
    await usual.run();
    expect(usual.sent).toEqual([]);
    const always = bench({ outcome: "succeeded", mode: "always" });
    await always.run();
    expect(always.sent).toMatchObject([{ iteration: 3 }]);
    expect(always.sent[0]).not.toHaveProperty("signature");
  });

  it("is given up with a warning when the page has none to give", async () => {
    const { run, page, told } = bench({});
    Object.assign(page, { evidence: undefined });
    await run();
    expect(told).toMatchObject([{ message: expect.stringMatching(/^no evidence could be taken/) }]);
  });
});

describe("a run that tells its steps", () => {
  it("tells each with its time, what it found, what the page logged, and that it still waits", async () => {
    const { run, told } = bench({ pausesOnFailure: false, outcome: "succeeded" });
    await run();
    expect(told.map(({ state, number, durationMs }) => [state, number, Math.round(durationMs)])).toEqual([
      ["done", 1, 40],
      ["waiting", 2, expect.any(Number)],
      ["failed", 2, 3000],
    ]);
    expect(told[0]?.found).toBe('"0 left"');
    expect(told.flatMap(({ console }) => console)).toEqual([{ kind: "error", text: "cart is gone" }]);
  });

  it("waits after a failure until the run is stopped", async () => {
    const { run, told, interrupt, clock } = bench({ pausesOnFailure: true });
    let ended = false;
    const running = run().then(() => {
      ended = true;
    });
    await clock.advance(60_000);
    expect(told.at(-1)?.state).toBe("paused");
    expect(ended).toBe(false);
    interrupt.abort();
    await running;
  });
});
