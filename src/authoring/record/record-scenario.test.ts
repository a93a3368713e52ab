import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.js";
import { type RecordRequest, recordScenario } from "./record-scenario.js";

let cwd = "";
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "live-load-record-"));
});
afterAll(() => rm(cwd, { recursive: true }));

/** Rejects before any browser is looked for. */
function record(over: Partial<RecordRequest>) {
  return recordScenario({
    url: "http://127.0.0.1:4000",
    out: undefined,
    force: false,
    cwd,
    env: {},
    platform: "linux",
    clock: systemClock,
    signal: new AbortController().signal,
    onReady: () => {},
    ...over,
  });
}

describe("a recording is refused before a browser is started", () => {
  it("without an address", async () => {
    await expect(record({ url: "ftp://127.0.0.1" })).rejects.toThrow('URL is "ftp://127.0.0.1", but it takes an address');
    await expect(record({ url: "http://" })).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });

  it("without a screen, and says how to get one", async () => {
    await expect(record({ url: "shop.test/cart" })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining("no screen"),
      hint: expect.stringContaining("xvfb-run live-load record URL"),
    });
  });

  it("over a file that exists, which is named after the host", async () => {
    await writeFile(join(cwd, "shop-test.scenario.ts"), "");
    await expect(record({ url: "https://www.shop.test/cart" })).rejects.toMatchObject({
      message: expect.stringContaining("shop-test.scenario.ts exists"),
      hint: expect.stringContaining("--force"),
    });
    await expect(record({ url: "https://www.shop.test", force: true })).rejects.toThrow("no screen");
  });

  it("into a file that is no module", async () => {
    await expect(record({ out: "shop.txt" })).rejects.toThrow("--out");
  });
});
