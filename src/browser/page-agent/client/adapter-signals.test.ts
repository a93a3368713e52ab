import { beforeAll, describe, expect, it, vi } from "vitest";
import type { PageSide } from "../../interactions/interaction-adapter.js";
import type * as Signals from "./adapter-signals.js";

/** A window as far as the agent needs one; events that pass it are those of the page. */
const page = new EventTarget();
/** Callbacks of the next frame. */
const frames: (() => void)[] = [];
/** What adapters have told: verb, key, instant, address and cause. */
const told: (readonly string[])[] = [];

class NoChanges {
  observe(): void {}
  takeRecords(): readonly never[] {
    return [];
  }
}

let agent: typeof Signals;

beforeAll(async () => {
  vi.stubGlobal("self", globalThis);
  vi.stubGlobal("top", globalThis);
  vi.stubGlobal("window", page);
  vi.stubGlobal("document", { baseURI: "http://site.test/page" });
  vi.stubGlobal("MutationObserver", NoChanges);
  vi.stubGlobal("scheduler", { postTask: () => Promise.resolve() });
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => void frames.push(frame));
  vi.stubGlobal("SIGNS", { "tables:ready": "tables", "tables:request": "tables", "charts:ready": "charts" });
  agent = await import("./adapter-signals.js");
  const { reportTo } = await import("./reporter.js");
  reportTo((batch) => {
    for (const line of batch.split("\n")) if (line.startsWith("a\t")) told.push(line.split("\t").slice(1, -1));
  });
  agent.watchSigns();
});

const happens = (type: string, detail: object = {}) => page.dispatchEvent(new CustomEvent(`tables:${type}`, { detail }));
const draw = () => {
  for (const frame of frames.splice(0)) frame();
};
const flush = async () => {
  const { flush: send } = await import("./reporter.js");
  send();
  return told.splice(0);
};

describe("an adapter that is loaded after its framework has begun", () => {
  it("gets the events that showed the framework, with the instants at which they came", async () => {
    happens("request", { id: 1, url: "/rows" });
    happens("request", { id: 2, url: "/sums" });
    page.dispatchEvent(new CustomEvent("charts:ready"));
    // One word for each framework is enough.
    expect((await flush()).map(([name, verb]) => [name, verb])).toEqual([
      ["tables", "f"],
      ["charts", "f"],
    ]);
    const later = performance.now() + 5;
    await vi.waitUntil(() => performance.now() > later, { interval: 1 });
    const got: string[] = [];
    const adapter = (side: PageSide) => {
      side.on("tables:request", ({ type, detail }) => {
        const { id, url } = detail as { readonly id: number; readonly url: string };
        got.push(type);
        side.sends(id, url, null);
        side.changes(id, true);
      });
    };
    agent.loadAdapter("tables", adapter as (side: unknown) => void);
    // A second copy, as each new document of a session gets, does nothing.
    agent.loadAdapter("tables", adapter as (side: unknown) => void);
    const early = await flush();
    expect(early.map(([, verb, key, , url, cause]) => [verb, key, url, cause])).toEqual([
      ["s", "1", "http://site.test/rows", "-"],
      ["c", "1", "", ""],
      ["s", "2", "http://site.test/sums", "-"],
      ["c", "2", "", ""],
    ]);
    for (const [, , , at] of early) expect(Number(at)).toBeLessThan(later - 4);
    expect(got).toHaveLength(2);
  });

  it("gets later events once, and tells of frames only when they have come", async () => {
    const before = performance.now();
    happens("request", { id: 3, url: "/late" });
    const [sent, ...rest] = await flush();
    expect(sent?.slice(1, 3)).toEqual(["s", "3"]);
    expect(Number(sent?.[3])).toBeGreaterThanOrEqual(Math.floor(before));
    expect(rest).toEqual([]);
    draw();
    expect((await flush()).map(([, verb, key]) => [verb, key])).toEqual([["c", "3"]]);
  });
});
