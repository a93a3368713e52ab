import { afterEach, describe, expect, it } from "vitest";
import type { PageSide, SideEvent, WireMessage } from "../interaction-adapter.js";
import { dash } from "./dash.js";

const scope = globalThis as { dash_stores?: readonly object[]; ReactDOM?: object };
const NOBODY = ["sends about:blank by itself", "changes"];

/** A callback as Dash's store has it, because of these properties or after other callbacks. */
const called = (changed: string, predecessors: readonly object[] = [], definition: object = {}) => {
  return { callback: definition, changedPropIds: { [changed]: 1 }, predecessors };
};

/** The adapter in a page of Dash with this version of React's interface; `says` puts callbacks into the store. */
function dashPage(react: object = { createRoot: () => {} }) {
  const calls: string[] = [];
  const listeners = new Map<string, (event: SideEvent) => void>();
  const side: PageSide = {
    on: (type, listener) => void listeners.set(type, listener),
    sends: (_key, url, cause) => void calls.push(`sends ${url}${cause === null ? " by itself" : ""}`),
    changes: () => void calls.push("changes"),
    over: () => void calls.push("over"),
    settles: () => void calls.push("settles"),
    works: (isAtWork) => void calls.push(isAtWork ? "works" : "rests"),
  };
  const empty = { requested: [], prioritized: [], blocked: [], executing: [], watched: [], executed: [] };
  let state: { readonly callbacks: object; readonly isLoading: boolean } = { callbacks: empty, isLoading: false };
  const told: (() => void)[] = [];
  const store = { getState: () => state, subscribe: (listener: () => void) => void told.push(listener) };
  scope.ReactDOM = react;
  dash.page?.(side);
  scope.dash_stores = [store];
  listeners.get("pointerdown")?.({} as SideEvent);
  expect(told).toHaveLength(1);
  listeners.get("keydown")?.({} as SideEvent);
  return {
    /** Its reports since the last call, once all microtasks have run. */
    said: async () => {
      await new Promise((done) => setImmediate(done));
      return calls.splice(0);
    },
    has: (stage: keyof typeof empty | "none", ...callbacks: readonly object[]) => {
      state = { callbacks: { ...empty, [stage]: callbacks }, isLoading: stage !== "none" };
      for (const tell of told) tell();
    },
  };
}

describe("the adapter for Dash, in the page", () => {
  afterEach(() => {
    delete scope.dash_stores;
    delete scope.ReactDOM;
  });

  it("tells that Dash is at work until the last callback of a chain has been executed", async () => {
    const page = dashPage();
    await page.said();
    const first = called("inc.n_clicks");
    page.has("requested", first);
    page.has("watched", first);
    page.has("executed", { ...first });
    page.has("requested", called("count.children", [first.callback]));
    page.has("none");
    expect(await page.said()).toEqual(["works", "rests"]);
  });

  it("does not tell of callbacks that never end", async () => {
    const page = dashPage();
    await page.said();
    page.has("watched", called("feed.data", [], { persistent: true }));
    expect(await page.said()).toEqual([]);
  });

  it("tells what an interval changes, and what follows from it, apart from what people have asked for", async () => {
    const page = dashPage();
    expect(await page.said()).toEqual(["sends about:blank by itself", "over"]);
    const tick = called("ticks.n_intervals");
    page.has("requested", tick);
    // The page says that it is loading.
    expect(await page.said()).toEqual([...NOBODY, "over"]);
    page.has("executed", { ...tick });
    expect(await page.said()).toEqual([...NOBODY, "settles"]);
    const chained = called("clock.children", [tick.callback]);
    page.has("requested", chained);
    page.has("executed", { ...chained });
    // Both in one go.
    expect(await page.said()).toEqual([...NOBODY, "settles"]);
    const clicked = called("inc.n_clicks", [], chained.callback);
    page.has("executed", clicked);
    expect(await page.said()).toEqual(["works"]);
  });

  it("leaves it open whose change it is when both are shown in one go", async () => {
    const page = dashPage();
    await page.said();
    page.has("executed", called("ticks.n_intervals"));
    page.has("executed", called("inc.n_clicks"));
    page.has("executed", called("ticks.n_intervals"));
    expect(await page.said()).toEqual([...NOBODY, "works", "settles", "rests"]);
  });

  it("does not tell what an interval changes before React 18, which changes the page earlier", async () => {
    const page = dashPage({});
    page.has("executed", called("ticks.n_intervals"));
    expect(await page.said()).toEqual([]);
  });
});

describe("the adapter for Dash, on the node", () => {
  const request = (path: string, body: object | string = "", connection = {}): WireMessage => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return { channel: "request", url: `http://site.test${path}`, method: "POST", text, isBinary: false, headers: {}, connection };
  };

  it("tells calls because of people from those of an interval, and from what follows from these", () => {
    const [one, other] = [{}, {}];
    const role = (page: object, changedPropIds: readonly string[], outputs: unknown = []) =>
      dash.sent?.(request("/_dash-update-component", { changedPropIds, outputs }, page))?.role;
    expect(role(one, ["inc.n_clicks"])).toBe("action");
    expect(role(one, ["ticks.n_intervals"], { id: "clock", property: "children@1" })).toBe("poll");
    expect(role(one, ["ticks.n_intervals", "inc.n_clicks"])).toBe("action");
    const cells = [[{ id: { type: "cell", row: 1 }, property: "data" }]];
    expect(role(one, ["clock.children"], cells)).toBe("poll");
    expect(role(one, ['{"row":1,"type":"cell"}.data'])).toBe("poll");
    expect(role(other, ["clock.children"])).toBe("action");
    expect(role(one, ["inc.n_clicks"], { id: "clock", property: "children" })).toBe("action");
    expect(role(one, ["clock.children"])).toBe("action");
  });

  it("knows pages of Dash by their requests, and leaves others alone", () => {
    expect(dash.sent?.(request("/_dash-layout"))).toEqual({ role: "other", isSign: true });
    expect(dash.sent?.(request("/_dash-update-component"))).toEqual({ role: "action", isSign: true });
    expect(dash.sent?.(request("/_reload-hash"))).toEqual({ role: "other" });
    expect(dash.sent?.(request("/other"))).toBeUndefined();
  });
});
