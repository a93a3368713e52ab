import { describe, expect, it } from "vitest";
import { FakeClock, settle } from "../../../../test/fixtures/fake-clock.js";
import type { Bounds } from "../../page-operations.js";
import { StopSource } from "../../stop-signal.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";
import { sessionHistory } from "./session-history.js";

/** A page at the third address, whose browser knows of it only when it is asked for the nth time. */
async function historyOf({ url = "http://site/c", knownAt }: { readonly url?: string; readonly knownAt: number }) {
  const clock = new FakeClock();
  let asked = 0;
  const session = {
    request: async () => {
      asked += 1;
      const entries = ["http://site/a", "http://site/b", "http://site/c"].map((address, id) => ({ id, url: address }));
      return asked < knownAt ? { currentIndex: 1, entries: entries.slice(0, 2) } : { currentIndex: 2, entries };
    },
  } as unknown as ProtocolSession;
  const bounds = { over: new StopSource(), left: () => 1000, timeoutMs: 1000 } as unknown as Bounds;
  const reading = sessionHistory({ session, clock, urlOf: () => url }, bounds);
  for (let turn = 0; turn < 100; turn += 1) {
    await settle();
    await clock.advance(10);
  }
  return { current: (await reading).currentIndex, asked };
}

describe("the session history", () => {
  it("is read again until the browser knows the page's last move", async () => {
    expect(await historyOf({ knownAt: 1 })).toEqual({ current: 2, asked: 1 });
    expect(await historyOf({ knownAt: 4 })).toEqual({ current: 2, asked: 4 });
  });

  it("is taken as it is after half a second, and at once on an error page", async () => {
    expect(await historyOf({ knownAt: 1000 })).toEqual({ current: 1, asked: 25 });
    expect(await historyOf({ url: "chrome-error://chromewebdata/", knownAt: 1000 })).toEqual({ current: 1, asked: 1 });
  });
});
