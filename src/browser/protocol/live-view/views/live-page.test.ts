import { describe, expect, it } from "vitest";
import type { HookStandIns } from "../../../../scenario/authoring/hook-stand-in.js";
import { parseDocument, parseFragment } from "../../dom/parse.js";
import { CONTROL_STATES } from "../control-states.js";
import type { LiveViewHost } from "../live-view-host.js";
import type { TransportEvents } from "../wire/transport.js";
import { LiveViews } from "./live-page.js";

const URL_OF_PAGE = "http://127.0.0.1/counter";
const HTML = '<body><div id="main" data-phx-main data-phx-session="s" data-phx-static="t"><p>dead</p></div></body>';

/** The views of a document, and the server at the other end. */
function livePage(hooks: HookStandIns = {}) {
  const sent: unknown[][] = [];
  const loads: string[] = [];
  const failures: string[] = [];
  const skipped: string[] = [];
  let events: TransportEvents | undefined;
  const nothing = () => {};
  const host: LiveViewHost = {
    document: parseDocument(HTML, URL_OF_PAGE),
    controls: CONTROL_STATES,
    wallTime: () => 0,
    url: () => URL_OF_PAGE,
    focused: () => null,
    ...{ focus: nothing, blur: nothing, dispatch: nothing, load: nothing, reload: nothing, submit: nothing },
    ...{ changeLocation: nothing, setCookie: nothing, changed: nothing },
    isVisible: () => true,
    parse: (html) => parseFragment(html),
    historyState: () => null,
    failed: ({ message }) => failures.push(message),
    openWebSocket: (_url, given) => {
      events = given;
      return { state: "open", needsHeartbeat: false, send: (frame) => sent.push(JSON.parse(String(frame))), close: nothing };
    },
    pollRequest: () => Promise.resolve(undefined),
    tab: { reloads: new Map(), historyPosition: 0, usesLongPolling: false, random: () => 0 },
    settings: { path: "/live", transport: "websocket", longPollFallbackMs: undefined, reloadJitterMs: [0, 0] },
    hooks,
    telemetry: {
      ...{ connected: nothing, disconnected: nothing, reconnected: nothing, crashed: nothing, event: nothing },
      ...{ navigated: nothing, now: () => 0 },
      hookSkipped: (name) => skipped.push(name),
      pageLoad: (kind) => loads.push(kind),
    },
  };
  const views = new LiveViews(host);
  views.start();
  events?.onOpen();
  /** Answers the newest message of this name. */
  const answer = (event: string, response: object) => {
    const frame = sent.findLast(([, , , name]) => name === event);
    const [joinRef, ref, topic] = frame ?? [];
    events?.onFrame(JSON.stringify([joinRef, ref, topic, "phx_reply", { status: "ok", response }]));
  };
  /** Sends a message of the main view. */
  const say = (event: string, payload: object) => events?.onFrame(JSON.stringify([null, null, "lv:main", event, payload]));
  return { views, sent, loads, failures, skipped, answer, say };
}

const rendered = (text: string) => ({ rendered: { s: [`<p>${text}</p>`] } });

describe("the views of a page", () => {
  it("wait no longer for a view that is destroyed before it was shown", () => {
    const { views, loads } = livePage();
    expect(views.pending.isOver).toBe(false);
    views.main?.destroy();
    expect(views.pending.isOver).toBe(true);
    expect(loads).toEqual([]);
    views.stop();
  });

  it("wait no longer for a navigation that another one has overtaken", () => {
    const { views, loads, answer } = livePage();
    answer("phx_join", rendered("first"));
    expect([views.pending.isOver, loads]).toEqual([true, ["initial"]]);
    views.navigation.redirectTo("/second", { kind: "push" });
    views.navigation.redirectTo("/third", { kind: "push" });
    expect(views.pending.isOver).toBe(false);
    answer("phx_join", rendered("third"));
    expect(views.pending.isOver).toBe(true);
    expect(loads).toEqual(["initial", "redirect", "initial"]);
    expect(views.main?.element.textContent).toBe("third");
    views.stop();
  });

  it("wait no longer for a reply that cannot be carried out", () => {
    const { views, failures, answer } = livePage();
    answer("phx_join", rendered("first"));
    const { main } = views;
    if (main === undefined) throw new Error("there is no view");
    views.acts.push(main, "event", { type: "click" }, {});
    expect(views.pending.isOver).toBe(false);
    answer("event", { diff: {}, live_patch: { to: "http://[", kind: "push" } });
    expect(failures).toHaveLength(1);
    expect(views.pending.isOver).toBe(true);
    views.stop();
  });

  it("call the scenario's stand-ins for hooks, and count the hooks that nothing stands in for", () => {
    const told: unknown[] = [];
    const { views, sent, failures, skipped, answer, say } = livePage({
      Chart: ({ el, pushEvent, handleEvent }) => {
        told.push(["mounted", el.getAttribute("data-points")]);
        handleEvent("points", (payload) => told.push(payload));
        pushEvent("range", { days: 7 }, (reply) => told.push(reply));
        return () => told.push("gone");
      },
      Broken: () => {
        throw new Error("no canvas");
      },
    });
    const hook = (name: string) => `<b id="${name}" phx-hook="${name}" data-points="3"></b>`;
    answer("phx_join", {
      rendered: { s: ["<p>", "</p>"], 0: hook("Chart") + hook("Other") + hook("Broken"), e: [["points", 1]] },
    });
    const [joinRef, , topic, event, payload] = sent.find(([, , , name]) => name === "event") ?? [];
    expect([joinRef, topic, event, payload]).toEqual([
      expect.any(String),
      "lv:main",
      "event",
      { type: "hook", event: "range", value: { days: 7 } },
    ]);
    answer("event", { diff: { r: { ok: true }, e: [["points", 2]] } });
    say("diff", { e: [["points", 3]], 0: hook("Chart") });
    expect(told).toEqual([["mounted", "3"], 1, 2, { ok: true }, 3]);
    expect(skipped).toEqual(["Other"]);
    expect(failures).toEqual(['a stand-in for a hook failed at "Broken": no canvas']);
    say("diff", { 0: "empty" });
    expect(told.at(-1)).toBe("gone");
    views.stop();
    expect(told.filter((entry) => entry === "gone")).toHaveLength(1);
  });

  it("report what an asynchronous stand-in rejects with, and call the function that it resolves to once it has gone", async () => {
    const told: string[] = [];
    const fail = async (why: string) => {
      throw new Error(why);
    };
    const { views, failures, answer, say } = livePage({
      Chart: async ({ pushEvent, handleEvent }) => {
        handleEvent("points", () => fail("no points"));
        pushEvent("range", {}, () => fail("no range"));
        return async () => {
          told.push("gone");
          await fail("no end");
        };
      },
      Broken: () => fail("no canvas"),
    });
    const hook = (name: string) => `<b id="${name}" phx-hook="${name}"></b>`;
    answer("phx_join", { rendered: { s: ["<p>", "</p>"], 0: hook("Chart") + hook("Broken"), e: [["points", 1]] } });
    answer("event", { diff: { r: {} } });
    say("diff", { 0: "empty" });
    await expect.poll(() => failures.length).toBe(4);
    const failed = (at: string, why: string) => `a stand-in for a hook failed at "${at}": ${why}`;
    expect(new Set(failures)).toEqual(
      new Set([
        failed("points", "no points"),
        failed("range", "no range"),
        failed("Chart", "no end"),
        failed("Broken", "no canvas"),
      ]),
    );
    views.stop();
    expect(told).toEqual(["gone"]);
  });
});
