import { expect, it } from "vitest";
import { deferred } from "../../../../base/deadline.js";
import type { Download, ExpectingOptions } from "../../../ports/files.js";
import { type EventfulPage, LISTENING } from "./page-listening.js";

const download = (suggestedFilename: string): Download => ({ url: "/", suggestedFilename, bytes: 1, durationMs: 1 });
const nameOf = (given: unknown) => (given as { suggestedFilename(): string }).suggestedFilename();

it("hears of every download until it ends listening, also of one that begins before another has ended", async () => {
  const expectations: { readonly options: ExpectingOptions; readonly finished: ReturnType<typeof deferred<Download>> }[] = [];
  const expectDownload = async (options: ExpectingOptions) => {
    const finished = deferred<Download>();
    options.signal.addEventListener("abort", () => finished.reject(options.signal.reason));
    expectations.push({ options, finished });
    return { finished: () => finished.promise, end: async () => {} };
  };
  const iteration = { signal: new AbortController().signal, timeoutMs: 1000 };
  const page = { actor: { iteration, removeAtEnd: () => {} }, port: { files: { expectDownload } } } as unknown as EventfulPage;
  const heard: string[] = [];
  const end = LISTENING.download?.(page, (given) => heard.push(nameOf(given)));
  const begin = () => {
    const expected = expectations.at(-1);
    expected?.options.onBegun?.();
    return expected?.finished;
  };
  const slow = begin();
  const broken = begin();
  begin()?.resolve(download("quick.csv"));
  broken?.reject(new Error("the connection was lost"));
  await expect.poll(() => heard).toEqual(["quick.csv"]);
  slow?.resolve(download("slow.csv"));
  await expect.poll(() => heard).toEqual(["quick.csv", "slow.csv"]);
  expect(expectations).toHaveLength(4);
  expect(expectations.every(({ options }) => options.timeoutMs > iteration.timeoutMs)).toBe(true);
  end?.();
  expect(expectations.at(-1)?.options.signal.aborted).toBe(true);
});

it("hears of file choosers as long as it listens", async () => {
  const opened: { readonly options: ExpectingOptions; open(): void }[] = [];
  let ends = 0;
  const watchFileChooser = () => ({
    opened: (options: ExpectingOptions) =>
      new Promise<{ readonly isMultiple: boolean }>((open) => opened.push({ options, open: () => open({ isMultiple: false }) })),
    end: () => {
      ends += 1;
    },
  });
  const iteration = { signal: new AbortController().signal, timeoutMs: 1000 };
  const page = { actor: { iteration }, port: { files: { watchFileChooser } } } as unknown as EventfulPage;
  let heard = 0;
  const end = LISTENING.filechooser?.(page, () => {
    heard += 1;
  });
  opened.at(-1)?.open();
  await expect.poll(() => opened.length).toBe(2);
  expect(heard).toBe(1);
  expect(opened.every(({ options }) => options.timeoutMs > iteration.timeoutMs)).toBe(true);
  end?.();
  expect(ends).toBe(2);
});
