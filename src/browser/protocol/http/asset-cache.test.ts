import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../test/fixtures/fake-clock.js";
import { AssetCache } from "./asset-cache.js";

const URL = "http://site.test/app.js";

async function asked(headers: Record<string, string>, afterMs = 0, isFromHistory = false) {
  const clock = new FakeClock();
  const cache = new AssetCache(clock);
  cache.answered(URL, 200, headers);
  await clock.advance(afterMs);
  return cache.ask(URL, { isFromHistory });
}

describe("a user's cache of assets", () => {
  it.each([
    ["max-age", { "cache-control": "max-age=60" }, 59_000],
    ["immutable", { "cache-control": "max-age=60, immutable" }, 59_000],
    ["expires", { expires: "Mon, 30 Nov 2026 10:01:00 GMT", date: "Mon, 30 Nov 2026 10:00:00 GMT" }, 59_000],
    ["a tenth of its age", { "last-modified": "Mon, 30 Nov 2026 09:00:00 GMT", date: "Mon, 30 Nov 2026 10:00:00 GMT" }, 300_000],
  ])("uses what is fresh by %s", async (_, headers, afterMs) => {
    expect(await asked(headers, afterMs)).toEqual({ name: "use" });
  });

  it("asks about what is stale, with what the server gave it", async () => {
    expect(await asked({ "cache-control": "no-cache", etag: '"1"' })).toEqual({
      name: "ask",
      validators: { "if-none-match": '"1"' },
    });
    const modified = "Mon, 30 Nov 2026 09:00:00 GMT";
    expect(await asked({ "cache-control": "max-age=1", "last-modified": modified }, 2000)).toEqual({
      name: "ask",
      validators: { "if-modified-since": modified },
    });
    expect(await asked({ "cache-control": "max-age=10", age: "9" }, 2000)).toEqual({ name: "ask", validators: undefined });
  });

  it("uses whatever is kept when a page of the history is shown, but never what may not be kept", async () => {
    expect(await asked({ "cache-control": "max-age=1" }, 5000, true)).toEqual({ name: "use" });
    expect(await asked({ "cache-control": "no-store" }, 0, true)).toEqual({ name: "ask", validators: undefined });
  });

  it("renews what the server says is unchanged", async () => {
    const clock = new FakeClock();
    const cache = new AssetCache(clock);
    cache.answered(URL, 200, { "cache-control": "max-age=1", etag: '"1"' });
    await clock.advance(2000);
    cache.answered(URL, 304, { "cache-control": "max-age=1" });
    expect(cache.ask(URL, { isFromHistory: false })).toEqual({ name: "use" });
    await clock.advance(2000);
    expect(cache.ask(URL, { isFromHistory: false })).toMatchObject({ validators: { "if-none-match": '"1"' } });
  });
});
