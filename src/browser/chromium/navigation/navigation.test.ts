import { describe, expect, it } from "vitest";
import { Navigation, type NavigationEvent, type NavigationState } from "./navigation.js";

const EVENTS: readonly NavigationEvent[] = ["request", "start", "fail", "commit", "parse", "load", "stop", "overtake"];

/** For each state: the events that lead to it from a new navigation, and the next state for each of `EVENTS`. */
const STATES: Readonly<
  Record<NavigationState, { readonly path: readonly NavigationEvent[]; readonly next: readonly NavigationState[] }>
> = {
  // The states after request, start, fail, commit, parse, load, stop and overtake.
  requested: {
    path: [],
    next: ["requested", "started", "failing", "committed", "requested", "requested", "stopped", "overtaken"],
  },
  started: {
    path: ["start"],
    next: ["started", "started", "failing", "committed", "started", "started", "stopped", "overtaken"],
  },
  failing: {
    path: ["start", "fail"],
    next: ["failing", "failing", "failing", "committed", "failing", "failing", "failed", "failed"],
  },
  failed: {
    path: ["start", "fail", "stop"],
    next: ["failing", "failing", "failed", "committed", "failed", "failed", "failed", "failed"],
  },
  stopped: {
    path: ["start", "stop"],
    next: ["requested", "started", "failed", "committed", "stopped", "stopped", "stopped", "stopped"],
  },
  overtaken: {
    path: ["start", "overtake"],
    next: ["requested", "started", "failed", "committed", "overtaken", "overtaken", "overtaken", "overtaken"],
  },
  committed: {
    path: ["commit"],
    next: ["committed", "committed", "committed", "committed", "parsed", "loaded", "committed", "committed"],
  },
  parsed: { path: ["commit", "parse"], next: ["parsed", "parsed", "parsed", "parsed", "parsed", "loaded", "parsed", "parsed"] },
  loaded: { path: ["commit", "load"], next: ["loaded", "loaded", "loaded", "loaded", "loaded", "loaded", "loaded", "loaded"] },
};

const CASES = Object.entries(STATES).flatMap(([state, { path, next }]) =>
  EVENTS.map((event, index) => ({ state, path, event, next: next[index] })),
);

function navigationAfter(path: readonly NavigationEvent[]): Navigation {
  const navigation = new Navigation();
  for (const event of path) navigation.take(event, "id");
  return navigation;
}

describe("a navigation", () => {
  it.each(CASES)("goes from $state to $next on $event", ({ state, path, event, next }) => {
    const navigation = navigationAfter(path);
    expect(navigation.state).toBe(state);
    expect(navigation.take(event)).toBe(next !== state);
    expect(navigation.state).toBe(next);
  });

  it("is under way until it is committed, failed, stopped or overtaken", () => {
    const underWay = Object.entries(STATES).filter(([, { path }]) => navigationAfter(path).isUnderWay);
    expect(underWay.map(([state]) => state)).toEqual(["requested", "started", "failing"]);
  });

  it("has reached a stage once its document is that far", () => {
    const reached = (path: readonly NavigationEvent[]) =>
      (["commit", "domcontentloaded", "load"] as const).filter((stage) => navigationAfter(path).hasReached(stage));
    expect(reached(["start"])).toEqual([]);
    expect(reached(["commit"])).toEqual(["commit"]);
    expect(reached(["commit", "parse"])).toEqual(["commit", "domcontentloaded"]);
    expect(reached(["commit", "load"])).toEqual(["commit", "domcontentloaded", "load"]);
  });

  it("keeps the first id that it gets, and matches any id until then", () => {
    const navigation = new Navigation();
    expect([navigation.loaderId, navigation.canBe("a"), navigation.canBe("b")]).toEqual([undefined, true, true]);
    navigation.take("start", "a");
    navigation.take("commit", "b");
    expect([navigation.loaderId, navigation.canBe("a"), navigation.canBe("b")]).toEqual(["a", true, false]);
  });
});
