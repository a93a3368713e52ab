import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../test/fixtures/recording-telemetry.js";
import type { PageEntry } from "../page-agent/batch.js";
import { AdapterSet } from "./adapter-set.js";
import { Interactions } from "./interactions.js";
import { StepTimes } from "./step-times.js";

/** Changes of the content: from, to, and whether it was more than an attribute. */
type Span = readonly [first: number, last: number, isContent?: boolean];

/** A page without a browser. The clocks of page, browser and node are one, in milliseconds. */
function actedPage() {
  const cdp = new FakeCdpSession();
  const clock = new FakeClock(0);
  const telemetry = new RecordingTelemetry();
  const steps = new StepTimes(clock);
  const interactions = new Interactions({ telemetry, routes: [], clock, steps, adapters: new AdapterSet() });
  interactions.follow(cdp);
  let inputs = 0;
  const timestamp = () => clock.now() / 1000;
  const take = (entry: PageEntry, document = 0) => {
    const source = { cdp, contextId: 1, agent: "agent" };
    interactions.take({ document, mainFrame: true, flush: undefined, entries: [entry], dropped: 0 }, source);
  };
  const requests = (requestId: string, { url = "/act", type = "Fetch" as "Fetch" | "Document", loaderId = "first" } = {}) => {
    const stack = { callFrames: [{ url: "http://site.test/app.js", lineNumber: url.length, columnNumber: 1 }] };
    const request = { url: `http://site.test${url}`, method: type === "Document" ? "GET" : "POST", headers: {} };
    const initiator = { type: "script" as const, stack };
    const given = {
      requestId,
      loaderId,
      frameId: "main",
      timestamp: timestamp(),
      wallTime: timestamp(),
      request,
      type,
      initiator,
    };
    cdp.emit("Network.requestWillBeSent", given);
  };
  const answers = (requestId: string, { length }: { readonly length?: number } = {}) =>
    cdp.emit("Network.responseReceived", {
      requestId,
      timestamp: timestamp(),
      response: { headers: length === undefined ? {} : { "Content-Length": String(length) }, mimeType: "text/html" },
    });
  const message = (kind: "Sent" | "Received", payloadData: string) =>
    cdp.emit(`Network.webSocketFrame${kind}`, {
      requestId: "socket",
      timestamp: timestamp(),
      response: { opcode: 1, payloadData },
    });
  const questions = () => cdp.sent.filter(({ params }) => JSON.stringify(params)?.includes("CustomEvent") === true);
  cdp.onSend = (_method, params) => {
    const isMark = JSON.stringify(params).includes("timeOrigin");
    return isMark ? { result: { value: [0, clock.now() + 0.1] } } : {};
  };
  requests("first", { url: "/", type: "Document" });
  cdp.emit("Page.frameNavigated", { frame: { id: "main", loaderId: "first" } });
  cdp.emit("Network.webSocketCreated", { requestId: "socket", url: "ws://site.test/live" });
  return {
    clock,
    telemetry,
    steps,
    interactions,
    take,
    requests,
    answers,
    finishes: (requestId: string) => {
      answers(requestId);
      cdp.emit("Network.loadingFinished", { requestId, timestamp: timestamp(), encodedDataLength: 1 });
    },
    fails: (requestId: string) =>
      cdp.emit("Network.loadingFailed", { requestId, timestamp: timestamp(), errorText: "net::ERR_ABORTED", canceled: true }),
    sends: (payload: string) => message("Sent", payload),
    receives: (payload: string) => message("Received", payload),
    shows: (loaderId: string) => cdp.emit("Page.frameNavigated", { frame: { id: "main", loaderId } }),
    paints: (at: number, document: number) =>
      take({ kind: "vital", vital: "FCP", navigation: "1", page: "/", value: at - document, ageMs: 0 }, document),
    /** A step gives an input; what follows at the same instant is in its task. */
    acts: (step: string) => {
      const ended = steps.began(step, false);
      const [number, at] = [++inputs, clock.now()];
      take({ kind: "input", number, isTrusted: true, at, ageMs: 0 });
      take({ kind: "handled", number, at, ageMs: 0 });
      ended();
    },
    /** The page answers the last question. */
    changed: (...spans: readonly Span[]) => {
      const question = /detail: "(\d+)\?/.exec(JSON.stringify(questions().at(-1)?.params).replaceAll("\\", ""))?.[1];
      if (question === undefined) throw new Error("the page was not asked");
      const list = spans.map(([first, last, isContent = true]) => ({ first, last, isContent, frame: 1 }));
      take({ kind: "still", question, since: clock.now(), frame: 4, spans: list, ageMs: 0 });
    },
    asked: () => questions().length,
    durations: (step: string) =>
      (["", "delay_", "server_", "patch_"] as const).map((part) => telemetry.values(`interaction_${part}duration`, step)),
  };
}

describe("an interaction", () => {
  it("is divided into delay, server and patch, and is recorded under the step that gave the input", async () => {
    const { clock, acts, requests, finishes, changed, durations, telemetry } = actedPage();
    await clock.advance(1000);
    acts("click #buy");
    await clock.advance(4);
    requests("1");
    await clock.advance(100);
    finishes("1");
    await clock.advance(50);
    changed([1106, 1106], [1130, 1140]);
    await clock.advance(1500);
    expect(durations("click #buy")).toEqual([[140], [4], [100], [36]].map((list) => list.map((ms) => expect.closeTo(ms, 6))));
    expect(telemetry.values("interaction_first_change_duration")).toEqual([expect.closeTo(106, 6)]);
    expect(telemetry.totals("interactions")).toEqual({ generic: 1 });
  });

  it("takes no change for the answer that came before any reply, such as that of a spinner", async () => {
    const { clock, acts, requests, finishes, changed, durations } = actedPage();
    acts("click #buy");
    requests("1");
    await clock.advance(100);
    finishes("1");
    await clock.advance(50);
    changed([1, 90], [101, 101]);
    expect(durations("click #buy")[0]).toEqual([101]);
  });

  it("ends with attributes only if nothing else has changed", async () => {
    const { clock, acts, requests, finishes, changed, durations } = actedPage();
    for (const step of ["click #a", "click #b"]) {
      acts(step);
      requests(step);
      await clock.advance(100);
      finishes(step);
      await clock.advance(50);
      const start = clock.now() - 150;
      if (step === "click #a") changed([start + 101, start + 101], [start + 130, start + 130, false]);
      else changed([start + 130, start + 130, false]);
      await clock.advance(5000);
    }
    expect(durations("click #a")[0]).toEqual([101]);
    expect(durations("click #b")[0]).toEqual([130]);
  });

  it("goes on with the request that its first answer leads to", async () => {
    const { clock, acts, requests, finishes, changed, asked, durations } = actedPage();
    acts("click #buy");
    requests("1");
    await clock.advance(100);
    finishes("1");
    requests("2", { url: "/cart" });
    await clock.advance(200);
    finishes("2");
    expect(asked()).toBeGreaterThan(0);
    await clock.advance(50);
    changed([101, 101], [305, 305]);
    expect(durations("click #buy")).toEqual([[305], [0], [100], [205]]);
  });

  it("ends although nobody reads the body of the answer", async () => {
    const { clock, acts, requests, answers, changed, durations } = actedPage();
    acts("click #buy");
    requests("1");
    await clock.advance(100);
    answers("1", { length: 5 });
    await clock.advance(50);
    changed([110, 110]);
    expect(durations("click #buy")[0]).toEqual([110]);
  });

  it("leads to a document, also after a request, and ends when that shows something", async () => {
    const { clock, acts, requests, finishes, shows, paints, durations, telemetry } = actedPage();
    acts("click #login");
    requests("1", { url: "/login" });
    await clock.advance(100);
    finishes("1");
    requests("next", { url: "/home", type: "Document", loaderId: "next" });
    await clock.advance(50);
    finishes("next");
    shows("next");
    await clock.advance(30);
    paints(180, 101);
    expect(durations("click #login")).toEqual([[180], [0], [150], [30]]);
    expect(telemetry.totals("interactions")).toEqual({ document: 1 });
  });

  it("is unanswered after ten seconds without a reply", async () => {
    const { clock, acts, requests, interactions, telemetry } = actedPage();
    acts("click #buy");
    requests("1", { url: "/queue/join" });
    await clock.advance(9999);
    expect(interactions.last).toMatchObject({ isOver: false, lacking: "there was no reply to POST /queue/join" });
    await clock.advance(2);
    expect(interactions.last).toMatchObject({ isOver: true, lacking: "there was no reply to POST /queue/join" });
    expect(telemetry.totals("interactions_unanswered")).toEqual({ "click #buy": 1 });
  });

  it("is unanswered when another step leaves its page", async () => {
    const { clock, acts, requests, shows, steps, telemetry } = actedPage();
    acts("click #buy");
    requests("1");
    await clock.advance(100);
    const ended = steps.began("navigate /", true);
    requests("next", { type: "Document", loaderId: "next" });
    shows("next");
    ended();
    expect(telemetry.totals("interactions_unanswered")).toEqual({ "click #buy": 1 });
    expect(telemetry.totals("interactions")).toEqual({});
  });

  it("is local if its input has sent nothing for two seconds", async () => {
    const { clock, acts, interactions, telemetry } = actedPage();
    acts("click #menu");
    await clock.advance(2300);
    expect(telemetry.totals("interactions_local")).toEqual({ "click #menu": 1 });
    expect(interactions.last).toMatchObject({ isOver: true, isLocal: true, lacking: "nothing was sent" });
  });
});

describe("what is sent later than an input's task", () => {
  it("belongs to the input whose step may be long over", async () => {
    const { clock, acts, requests, finishes, changed, durations, steps } = actedPage();
    acts("fill #search");
    const ended = steps.began("waitForSelector #found", false);
    await clock.advance(250);
    requests("1");
    await clock.advance(150);
    finishes("1");
    await clock.advance(50);
    changed([401, 401]);
    ended();
    await clock.advance(1500);
    expect(durations("fill #search")).toEqual([[401], [250], [150], [1]]);
  });

  it("is ambiguous if two inputs may have caused it", async () => {
    const { clock, acts, requests, finishes, changed, telemetry } = actedPage();
    acts("fill #name");
    await clock.advance(100);
    acts("fill #email");
    await clock.advance(250);
    requests("1");
    await clock.advance(150);
    finishes("1");
    await clock.advance(50);
    changed([501, 501]);
    expect(telemetry.totals("interactions_ambiguous")).toEqual({ "fill #email": 1 });
    expect(telemetry.values("interaction_duration")).toEqual([]);
  });

  it("is not an input's if it is sent regularly while nobody acts", async () => {
    const { clock, acts, requests, finishes, telemetry } = actedPage();
    for (let poll = 1; poll <= 8; poll++) {
      requests(`poll ${poll}`, { url: "/poll" });
      await clock.advance(1000);
      finishes(`poll ${poll}`);
    }
    acts("click #menu");
    await clock.advance(300);
    requests("poll", { url: "/poll" });
    await clock.advance(3000);
    expect(telemetry.totals("interactions_local")).toEqual({ "click #menu": 1 });
  });
});

describe("background traffic that begins after a long silence", () => {
  it("is not measured although its first request follows an input", async () => {
    const { clock, acts, requests, finishes, changed, telemetry, interactions } = actedPage();
    await clock.advance(1000);
    acts("click #menu");
    await clock.advance(5000);
    acts("click #menu");
    for (let poll = 1; poll <= 30; poll++) {
      await clock.advance(200);
      const at = clock.now();
      requests(`poll ${poll}`, { url: "/poll" });
      await clock.advance(100);
      finishes(`poll ${poll}`);
      await clock.advance(50);
      if (poll === 1) changed([at + 101, at + 101]);
    }
    interactions.end();
    expect(telemetry.values("interaction_duration")).toEqual([]);
    expect(telemetry.totals("interactions_ambiguous")).toEqual({ "click #menu": 1 });
  });

  it("does not hide what belongs to an input", async () => {
    const { clock, acts, requests, finishes, changed, durations } = actedPage();
    await clock.advance(1000);
    acts("click #menu");
    await clock.advance(5000);
    for (let poll = 1; poll <= 8; poll++) {
      requests(`poll ${poll}`, { url: "/poll" });
      await clock.advance(50);
      finishes(`poll ${poll}`);
      await clock.advance(450);
    }
    const at = clock.now();
    acts("click #buy");
    // It was due while the input waited to be handled.
    requests("poll", { url: "/poll" });
    requests("1", { url: "/buy" });
    await clock.advance(20);
    finishes("poll");
    await clock.advance(80);
    finishes("1");
    await clock.advance(50);
    changed([at + 21, at + 21], [at + 101, at + 101]);
    expect(durations("click #buy").slice(0, 3)).toEqual([[101], [0], [100]]);
  });

  it("is not the answer to a message although it has begun with the input", async () => {
    const { clock, acts, sends, receives, changed, telemetry, interactions } = actedPage();
    await clock.advance(1000);
    acts("click #menu");
    await clock.advance(5000);
    const at = clock.now();
    acts("click #follow");
    sends('{"do":"follow"}');
    for (let tick = 1; tick <= 4; tick++) {
      await clock.advance(50);
      receives('{"event":"tick","at":1}');
    }
    changed([at + 51, at + 51]);
    await clock.advance(50);
    interactions.end();
    expect(telemetry.values("interaction_duration")).toEqual([]);
    expect(telemetry.totals("interactions_ambiguous")).toEqual({ "click #follow": 1 });
  });
});

describe("an answer by message", () => {
  const answered = async (page: ReturnType<typeof actedPage>, sent: string, received: readonly string[]) => {
    const start = page.clock.now();
    page.acts("click #buy");
    page.sends(sent);
    for (const payload of received) {
      await page.clock.advance(100);
      page.receives(payload);
    }
    await page.clock.advance(50);
    page.changed(...received.map((_, at): Span => [start + 100 * (at + 1) + 1, start + 100 * (at + 1) + 1]));
  };

  it("is found by its id among others", async () => {
    const page = actedPage();
    await answered(page, '{"id":7,"do":"buy"}', ['{"event":"hello"}', '{"id":7,"done":true}']);
    await page.clock.advance(2000);
    // The first time it is not known that answers have ids.
    page.telemetry.clear();
    await answered(page, '{"id":8,"do":"buy"}', ['{"event":"news"}', '{"id":8,"done":true}']);
    expect(page.durations("click #buy")).toEqual([[201], [0], [200], [1]]);
  });

  it("is the next message that does not come by itself too", async () => {
    const page = actedPage();
    for (let tick = 0; tick < 6; tick++) {
      await page.clock.advance(600);
      page.receives('{"event":"tick","at":1}');
    }
    await page.clock.advance(600);
    await answered(page, '{"do":"buy"}', ['{"event":"tick","at":7}', '{"event":"bought"}']);
    await page.clock.advance(2000);
    expect(page.durations("click #buy")).toEqual([[201], [0], [200], [1]]);
  });

  it("is ambiguous if such messages turn out to come by themselves", async () => {
    const page = actedPage();
    await answered(page, '{"do":"buy"}', ['{"event":"tick","at":1}']);
    for (let tick = 0; tick < 6; tick++) {
      await page.clock.advance(600);
      page.receives('{"event":"tick","at":2}');
    }
    expect(page.telemetry.totals("interactions_ambiguous")).toEqual({ "click #buy": 1 });
    expect(page.telemetry.values("interaction_duration")).toEqual([]);
  });
});
