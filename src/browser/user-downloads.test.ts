import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fixtures/fake-clock.js";
import { deferred } from "../base/deadline.js";
import type { PageOperationError } from "../scenario/page-port.js";
import type { Download, ExpectedDownload } from "../scenario/ports/files.js";
import { PageOperations } from "./page-operations.js";
import { failedDownload, type IncomingDownload, sizeText, UserDownloads } from "./user-downloads.js";

const NO_DOCUMENTS = { takeRefused: () => undefined, onErrorDocument: () => () => {} };
const DONE: Download = { url: "http://site.test/a.csv", suggestedFilename: "a.csv", bytes: 3, durationMs: 1 };
const patient = () => ({ timeoutMs: 1000, signal: new AbortController().signal });

function user({ open = async () => {} }: { readonly open?: () => Promise<void> } = {}) {
  const clock = new FakeClock();
  const story: string[] = [];
  const operations = new PageOperations(clock, (thrown) => thrown as PageOperationError, NO_DOCUMENTS);
  const downloads = new UserDownloads({
    open: async () => {
      story.push("open");
      await open();
    },
    close: async () => void story.push("close"),
  });
  const begin = (name = "a.csv") => {
    const finished = deferred<Download>();
    const download: IncomingDownload = {
      suggestedFilename: name,
      finished: finished.promise,
      progress: () => "2 of 3 bytes",
      cancel: () => void story.push(`cancel ${name}`),
    };
    downloads.began(download);
    return finished;
  };
  return { clock, story, operations, downloads, begin };
}

describe("the downloads of a user", () => {
  it("are refused unless a step expects one", async () => {
    const { operations, story, downloads, begin } = user();
    begin("early");
    const expected = await downloads.expect(operations, patient());
    begin("a.csv").resolve(DONE);
    begin("second");
    expect(await expected.finished(patient())).toEqual(DONE);
    await expected.end();
    begin("late");
    expect(story).toEqual(["cancel early", "open", "cancel second", "cancel a.csv", "close", "cancel late"]);
  });

  it("go to the innermost step that has none", async () => {
    const { operations, story, downloads, begin } = user();
    const outer = await downloads.expect(operations, patient());
    const inner = await downloads.expect(operations, patient());
    begin("inner").resolve({ ...DONE, bytes: 1 });
    begin("outer").resolve({ ...DONE, bytes: 2 });
    expect((await inner.finished(patient())).bytes).toBe(1);
    await inner.end();
    expect(story).not.toContain("close");
    expect((await outer.finished(patient())).bytes).toBe(2);
    await outer.end();
    expect(story.at(-1)).toBe("close");
  });

  it("can be expected as soon as the one before has begun", async () => {
    const { operations, story, downloads, begin } = user();
    let next: Promise<ExpectedDownload> | undefined;
    const expectNext = () => {
      next = downloads.expect(operations, patient());
    };
    const first = await downloads.expect(operations, { ...patient(), onBegun: expectNext });
    const ended = begin("first");
    begin("second").resolve({ ...DONE, bytes: 2 });
    expect((await (await next)?.finished(patient()))?.bytes).toBe(2);
    ended.resolve({ ...DONE, bytes: 1 });
    expect((await first.finished(patient())).bytes).toBe(1);
    expect(story).toEqual(["open", "open"]);
  });

  it("that do not end say how far they were", async () => {
    const { operations, clock, downloads, begin } = user();
    const expected = await downloads.expect(operations, patient());
    const none = expected.finished(patient());
    none.catch(() => {});
    await clock.advance(1000);
    await expect(none).rejects.toMatchObject({ message: "waited 1000 ms for a download to end: none began" });
    begin();
    const some = expected.finished(patient());
    some.catch(() => {});
    await clock.advance(1000);
    await expect(some).rejects.toMatchObject({
      kind: "timeout",
      message: "waited 1000 ms for a download to end: a.csv has 2 of 3 bytes",
    });
  });

  it("that fail reject, also when nobody waits any more", async () => {
    const { operations, downloads, begin } = user();
    const expected = await downloads.expect(operations, patient());
    begin().reject(failedDownload({ suggestedFilename: "a.csv", progress: sizeText({ received: 2, total: 0 }) }, "canceled"));
    await expect(expected.finished(patient())).rejects.toMatchObject({
      kind: "connection",
      message: "the download of a.csv failed after 2 bytes: canceled",
    });
    begin("late").reject(new Error("cancelled"));
    await expected.end();
  });

  it("stay refused when the browser does not allow them", async () => {
    const { operations, story, downloads, begin } = user({ open: () => Promise.reject(new Error("no such context")) });
    await expect(downloads.expect(operations, patient())).rejects.toThrow("no such context");
    begin();
    expect(story).toEqual(["open", "close", "cancel a.csv"]);
  });

  it("are refused again when the step ends before the browser has allowed them", async () => {
    const { operations, clock, story, downloads, begin } = user({ open: () => new Promise(() => {}) });
    const expecting = downloads.expect(operations, patient());
    expecting.catch(() => {});
    await clock.advance(1000);
    await expect(expecting).rejects.toMatchObject({ message: "waited 1000 ms for the browser to allow downloads" });
    begin();
    expect(story).toEqual(["open", "close", "cancel a.csv"]);
  });
});
