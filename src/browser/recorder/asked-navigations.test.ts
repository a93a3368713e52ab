import { describe, expect, it } from "vitest";
import { AskedNavigations, directionTo, type StartedNavigation } from "./asked-navigations.js";

const URL = "http://shop.test/cart";
const started = (over: Partial<StartedNavigation> = {}): StartedNavigation => ({
  url: URL,
  loaderId: "1",
  navigationType: "differentDocument",
  at: 5,
  isAfterInput: false,
  ...over,
});

describe("navigations that a person asked for", () => {
  it("are those that no page has requested, by the address that was typed", () => {
    const asked = new AskedNavigations(false);
    asked.started(started());
    expect(asked.committed("http://shop.test/login", "1")).toMatchObject({ kind: "navigate", url: URL, at: 5 });
    asked.requested(URL);
    asked.started(started({ loaderId: "2" }));
    expect(asked.committed(URL, "2")).toBeUndefined();
  });

  it("count when their document is shown", () => {
    const asked = new AskedNavigations(false);
    asked.started(started({ loaderId: "1" }));
    expect(asked.committed(URL, "another")).toBeUndefined();
    expect(asked.committed(URL, "1")).toBeDefined();
    expect(asked.committed(URL, "1")).toBeUndefined();
  });

  it("include reloads, and steps in the history unless the page has just got an input", () => {
    const asked = new AskedNavigations(false);
    asked.started(started({ navigationType: "reload", isAfterInput: true }));
    expect(asked.committed(URL, "1")?.kind).toBe("reload");
    asked.started(started({ navigationType: "historySameDocument" }));
    expect(asked.committed(URL)?.kind).toBe("history");
    asked.started(started({ navigationType: "historyDifferentDocument", isAfterInput: true }));
    expect(asked.committed(URL, "1")).toBeUndefined();
  });

  it("do not include the first document of a popup, nor pages of the browser", () => {
    const asked = new AskedNavigations(true);
    asked.committed("about:blank", "0");
    asked.started(started());
    expect(asked.committed(URL, "1")).toBeUndefined();
    asked.started(started({ loaderId: "2" }));
    expect(asked.committed(URL, "2")?.kind).toBe("navigate");
    asked.started(started({ url: "chrome://settings", loaderId: "3" }));
    expect(asked.committed("chrome://settings", "3")).toBeUndefined();
  });

  it("lead back or forward, to the nearest entry of the address", () => {
    const entries = ["/a", "/b", "/c", "/b"].map((url) => ({ url }));
    expect(directionTo("/a", { currentIndex: 2, entries })).toBe("back");
    expect(directionTo("/b", { currentIndex: 2, entries })).toBe("back");
    expect(directionTo("/c", { currentIndex: 1, entries })).toBe("forward");
  });
});
