import { describe, expect, it } from "vitest";
import { PageTraceEvents } from "./page-trace-events.js";

/** An event as the browser writes it: its names in order, its process after its arguments. */
const event = (name: string, pid: number, data: object) =>
  JSON.stringify({ args: { data }, cat: "devtools.timeline", name, ph: "I", pid });
const metadata = (pid: number) =>
  JSON.stringify({ args: { name: "Renderer" }, cat: "__metadata", name: "process_name", ph: "M", pid });

const BROWSER = 1;
const EVENTS = [
  metadata(10),
  metadata(20),
  event("FrameCommittedInBrowser", BROWSER, { frame: "CHILD", parent: "MAIN", processId: 12 }),
  event("TracingStartedInBrowser", BROWSER, { frames: [{ frame: "MAIN", processId: 10 }] }),
  event("FrameCommittedInBrowser", BROWSER, { frame: "MAIN", processId: 11 }),
  event("FrameCommittedInBrowser", BROWSER, { frame: "OTHER", processId: 20, url: "http://site.test/another-user" }),
  event("Own", 10, { text: 'a "pid":20 in a text' }),
  event("OwnAfterNavigation", 11, {}),
  event("OwnFrame", 12, {}),
  event("Others", 20, {}),
];
const TRACE = `{"traceEvents":[\n${EVENTS.join(",\n")}],\n"metadata":{"pid":10}}`;

describe("the events of a page", () => {
  it.each([1, 7, 10_000])("are those of its frames' processes, when the trace comes in parts of %i", (length) => {
    const events = new PageTraceEvents("MAIN");
    for (let at = 0; at < TRACE.length; at += length) events.take(TRACE.slice(at, at + length));
    const own = events.own().map((text) => JSON.parse(text) as { readonly name: string; readonly pid: number });
    expect(own.map(({ name }) => name).sort()).toEqual([
      ...["FrameCommittedInBrowser", "FrameCommittedInBrowser", "Own", "OwnAfterNavigation", "OwnFrame"],
      ...["TracingStartedInBrowser", "process_name"],
    ]);
    expect(events.own().join()).not.toContain("another-user");
  });

  it("are no longer taken when there are too many", () => {
    const events = new PageTraceEvents("MAIN", 100);
    expect(() => events.take(TRACE)).toThrow(/^the events of the whole browser have [\d.]+ MiB, more than/);
  });
});
