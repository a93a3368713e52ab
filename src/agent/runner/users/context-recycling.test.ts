import { describe, expect, it } from "vitest";
import { FakePagePort } from "../../../../test/fixtures/fake-page-port.js";
import type { RunningIteration } from "../../../scenario/iteration/running-iteration.js";
import type { OperationOptions, StorageState } from "../../../scenario/page-port.js";
import { SpecFiles } from "../../../scenario/playwright-test/spec-files.js";
import { FixturePool } from "../../../scenario/playwright-test/test/fixture-pool.js";
import { UserSession } from "../../../scenario/playwright-test/test/user-session.js";
import { ContextRecycling } from "./context-recycling.js";
import type { UserContext, UserContexts } from "./user-contexts.js";

const signedIn: StorageState = {
  cookies: [
    { name: "session", value: "s1", domain: "127.0.0.1", path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Lax" },
  ],
  origins: [],
};

/** A page that keeps its storage. */
class StoringPage extends FakePagePort {
  state: StorageState = { cookies: [], origins: [] };

  override async storageState(): Promise<StorageState> {
    return this.state;
  }

  override async restoreStorageState(state: StorageState, _options: OperationOptions): Promise<void> {
    this.state = state;
  }
}

const iterationOn = (own: StoringPage) =>
  ({
    pages: { own },
    ports: { commandTimeoutMs: 1000, clock: { now: () => 0 } },
    contextAfter: "kept",
    uncounted: (act: (signal: AbortSignal) => unknown) => act(new AbortController().signal),
  }) as unknown as RunningIteration;

function recycling(recycleAfter: number, initial?: StorageState) {
  const pages: StoringPage[] = [];
  const story: string[] = [];
  const contexts: UserContexts = {
    open: async () => {
      story.push("open");
      const page = new StoringPage();
      if (initial !== undefined) page.state = initial;
      pages.push(page);
      return { page };
    },
    close: async () => void story.push("close"),
    isCurrent: () => true,
    isAlive: async () => true,
  };
  const { signal: stop } = new AbortController();
  return { recycler: new ContextRecycling({ contexts, userId: 1, recycleAfter, commandTimeoutMs: 1000, stop }), pages, story };
}

describe("a user's context", () => {
  it("is due after the given number of iterations, and not before", () => {
    const { recycler } = recycling(2);
    recycler.iterationEnded();
    expect(recycler.isDue).toBe(false);
    recycler.iterationEnded();
    expect(recycler.isDue).toBe(true);
    recycler.begin();
    expect(recycler.isDue).toBe(false);
  });

  it("is never due by default", () => {
    const { recycler } = recycling(0);
    for (let iteration = 0; iteration < 1000; iteration += 1) recycler.iterationEnded();
    expect(recycler.isDue).toBe(false);
  });

  it("is closed before the next one opens, and that gets its cookies and storage", async () => {
    const { recycler, pages, story } = recycling(1);
    const page = new StoringPage();
    page.state = signedIn;
    const fresh: UserContext = await recycler.renew({ page });
    expect(story).toEqual(["close", "open"]);
    expect(fresh.page).toBe(pages[0]);
    expect(pages[0]?.state).toEqual(signedIn);
  });

  it("is empty again if it was empty, although contexts begin with the storage of the options", async () => {
    const { recycler, pages } = recycling(1, signedIn);
    await recycler.renew({ page: new StoringPage() });
    expect(pages[0]?.state).toEqual({ cookies: [], origins: [] });
  });

  it("is renewed without them for a Playwright test, whose next one begins as the first did", async () => {
    const { recycler, pages } = recycling(1);
    const defaults = {
      use: {},
      baseURL: undefined,
      testIdAttribute: undefined,
      actionTimeoutMs: undefined,
      navigationTimeoutMs: undefined,
      files: new SpecFiles({ cwd: "/", assets: [] }),
    };
    const session = new UserSession({ userId: 1, pool: FixturePool.empty, defaults, keepState: () => {}, info: {} });
    const testOn = async (page: StoringPage) => {
      const iteration = iterationOn(page);
      session.begin(iteration);
      await session.isolate(iteration, undefined);
      return iteration.contextAfter;
    };
    const first = new StoringPage();
    recycler.iterationEnded(await testOn(first));
    first.state = signedIn;
    await recycler.renew({ page: first });
    const [fresh] = pages as [StoringPage];
    await testOn(fresh);
    fresh.state = signedIn;
    await testOn(fresh);
    expect(fresh.state).toEqual({ cookies: [], origins: [] });
  });

  it("is renewed without them when the old page does not answer", async () => {
    const { recycler, story } = recycling(1);
    const page = new StoringPage();
    page.storageState = () => Promise.reject(new Error("hangs"));
    await recycler.renew({ page });
    expect(story).toEqual(["close", "open"]);
  });
});
