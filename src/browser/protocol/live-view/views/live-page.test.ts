import { describe, expect, it } from "vitest";
import { parseDocument, parseFragment } from "../../dom/parse.js";
import { CONTROL_STATES } from "../control-states.js";
import type { LiveViewHost } from "../live-view-host.js";
import type { TransportEvents } from "../wire/transport.js";
import { LiveViews } from "./live-page.js";

const URL_OF_PAGE = "http://127.0.0.1/counter";
const HTML = '<body><div id="main" data-phx-main data-phx-session="s" data-phx-static="t"><p>dead</p></div></body>';

/** The views of a document, and the server at the other end. */
function livePage() {
  const sent: unknown[][] = [];
  const loads: string[] = [];
  const failures: string[] = [];
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
    telemetry: {
      ...{ connected: nothing, disconnected: nothing, reconnected: nothing, crashed: nothing, event: nothing },
      ...{ navigated: nothing, hookSkipped: nothing, now: () => 0 },
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
  return { views, loads, failures, answer };
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
});
