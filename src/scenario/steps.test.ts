import { describe, expect, it } from "vitest";
import { Play, play } from "../../test/fixtures/play.js";
import type { Context } from "./authoring/context-types.js";

type Row = readonly [what: string, call: (context: Context) => unknown, operation: string | readonly string[], label: string];

const ROWS: readonly Row[] = [
  [
    "navigate",
    (c) => c.navigate("http://site.test/products/42"),
    "navigate http://site.test/products/42",
    "navigate /products/:id",
  ],
  ["reload", (c) => c.reload(), "reload", "reload /counter"],
  ["goBack", (c) => c.goBack(), "goBack", "goBack /counter"],
  ["goForward", (c) => c.goForward({ waitUntil: "commit" }), "goForward until commit", "goForward /counter"],
  ["click", (c) => c.click("#buy-42"), "click #buy-42", "click #buy-:id"],
  ["click with force", (c) => c.click("#a", { force: true }), 'click #a {"force":true}', "click #a"],
  ["dblclick", (c) => c.dblclick("#a"), "dblclick #a", "dblclick #a"],
  ["tap", (c) => c.tap("#a"), "tap #a", "tap #a"],
  ["scrollIntoViewIfNeeded", (c) => c.scrollIntoViewIfNeeded("#a"), "scrollIntoViewIfNeeded #a", "scrollIntoViewIfNeeded #a"],
  ["pressSequentially", (c) => c.pressSequentially("#a", "text"), "pressSequentially #a text", "pressSequentially #a"],
  ["selectText", (c) => c.selectText("#a"), "selectText #a", "selectText #a"],
  ["dispatchEvent", (c) => c.dispatchEvent("#a", "focus"), "dispatchEvent #a focus {}", "dispatchEvent #a"],
  ["fill", (c) => c.fill("#a", ""), 'fill #a ""', "fill #a"],
  ["clear", (c) => c.clear("#a"), "clear #a", "clear #a"],
  ["press", (c) => c.press("#a", "Control+A"), "press #a Control+A", "press #a"],
  ["check", (c) => c.check("#a"), "check #a", "check #a"],
  ["uncheck", (c) => c.uncheck("#a"), "uncheck #a", "uncheck #a"],
  ["selectOption", (c) => c.selectOption("#a", "one"), 'selectOption #a ["one"]', "selectOption #a"],
  [
    "selectMultipleOptions",
    (c) => c.selectMultipleOptions("#a", ["one", { index: 2 }]),
    'selectOption #a ["one",{"index":2}]',
    "selectMultipleOptions #a",
  ],
  ["focus", (c) => c.focus("#a"), "focus #a", "focus #a"],
  ["blur", (c) => c.blur("#a"), "blur #a", "blur #a"],
  ["hover", (c) => c.hover("#a"), "hover #a", "hover #a"],
  ["dragAndDrop", (c) => c.dragAndDrop("#a", "#b"), "dragAndDrop #a #b", "dragAndDrop #a"],
  ["waitForSelector", (c) => c.waitForSelector("#a"), "waitForSelector #a visible", "waitForSelector #a"],
  [
    "waitForSelector with a state",
    (c) => c.waitForSelector("#a", { state: "detached" }),
    "waitForSelector #a detached",
    "waitForSelector #a",
  ],
  ["ensureLiveView", (c) => c.ensureLiveView(), "liveViewState", "ensureLiveView /counter"],
  ["waitForLiveView", (c) => c.waitForLiveView(), "waitForLiveView", "waitForLiveView /counter"],
  [
    "waitForPhxLoadingCompletion",
    (c) => c.waitForPhxLoadingCompletion("click", "#a"),
    "waitForPhxLoadingCompletion click #a",
    "waitForPhxLoadingCompletion #a",
  ],
  ["submitForm", (c) => c.submitForm("#a"), "submitForm #a", "submitForm #a"],
  ["content", (c) => c.content(), "content", "content /counter"],
  ["innerHTML", (c) => c.innerHTML("#a"), "innerHTML #a", "innerHTML #a"],
  ["innerText", (c) => c.innerText("#a"), "innerText #a", "innerText #a"],
  ["textContent", (c) => c.textContent("#a"), "textContent #a", "textContent #a"],
  ["inputValue", (c) => c.inputValue("#a"), "inputValue #a", "inputValue #a"],
  ["getAttribute", (c) => c.getAttribute("#a", "href"), "getAttribute #a href", "getAttribute #a"],
  ["isVisible", (c) => c.isVisible("#a"), "isVisible #a", "isVisible #a"],
  ["isChecked", (c) => c.isChecked("#a"), "isChecked #a", "isChecked #a"],
  ["evaluate", (c) => c.evaluate((n: number) => n + 1, 2), "evaluate (n) => n + 1 [2]", "evaluate /counter"],
  ["screenshot", (c) => c.screenshot("home"), "screenshot", "screenshot /counter"],
  ["storageState", (c) => c.storageState(), "storageState", "storageState /counter"],
  [
    "storageState with databases",
    (c) => c.storageState({ indexedDB: true }),
    "storageState with IndexedDB",
    "storageState /counter",
  ],
  [
    "restoreStorageState",
    (c) => c.restoreStorageState({ cookies: [], origins: [] }),
    'restoreStorageState {"cookies":[],"origins":[]}',
    "restoreStorageState /counter",
  ],
  ["resetStorageState", (c) => c.resetStorageState(), "resetStorageState", "resetStorageState /counter"],
];

describe("a step on the page", () => {
  it.each(ROWS)("%s reaches the page and is reported by its label", async (_what, call, operation, label) => {
    const { result, log, observer } = await play(call);
    expect(result.failure).toBeUndefined();
    expect(log).toEqual([operation].flat());
    expect(observer.steps).toMatchObject([{ number: 1, operation: label.split(" ")[0], label, failed: false, wasHeld: false }]);
  });

  it.each(ROWS.filter(([what]) => what !== "page"))("%s gives its own timeout and name to the operation", async (what, call) => {
    if (what === "evaluate") return;
    const scene = new Play(call, { ports: { commandTimeoutMs: 1234 } });
    const seen: number[] = [];
    const record = (options: { timeoutMs: number }) => {
      seen.push(options.timeoutMs);
      return what === "ensureLiveView" ? { present: true, connected: true } : undefined;
    };
    for (const row of ROWS.filter((row) => row[0] === what)) scene.page.does([row[2]].flat()[0] ?? "", record);
    await scene.iterate();
    expect(seen).toEqual([1234]);
  });

  it("takes { name, timeout } as its last argument", async () => {
    const seen: unknown[] = [];
    const scene = new Play((context) =>
      context.click("#a", { name: "buy", timeout: "1.5s" }).reload({ timeout: 20, name: "again" }),
    );
    for (const operation of ["click #a", "reload"]) scene.page.does(operation, (options) => void seen.push(options.timeoutMs));
    await scene.iterate();
    expect(seen).toEqual([1500, 20]);
    expect(scene.observer.labels).toEqual(["buy", "again"]);
  });

  it("is measured from its turn to the end of its operation, failed or not", async () => {
    const scene = new Play((context) => context.click("#a").click("#b"));
    const [a, b] = [scene.page.holds("click #a"), scene.page.holds("click #b")];
    const ended = scene.iterate();
    await a.begun;
    await scene.clock.advance(40);
    a.succeed(true);
    await b.begun;
    await scene.clock.advance(70);
    b.fail(new Error("no"));
    await ended;
    expect(scene.observer.steps.map((step) => [step.endedAtMs - step.startedAtMs, step.failed, step.wasHeld])).toEqual([
      [40, false, true],
      [70, true, false],
    ]);
  });

  it("names pages by the routes", async () => {
    const scene = new Play((context) => context.navigate("http://site.test/shop/red-shoes").reload(), {
      routes: ["/shop/:slug"],
    });
    await scene.iterate();
    expect(scene.observer.labels).toEqual(["navigate /shop/:slug", "reload /shop/:slug"]);
  });
});

describe("navigate", () => {
  it("resolves a relative URL against the config's baseUrl", async () => {
    const scene = new Play((context) => context.navigate("/a?b=1").navigate("c"), {
      config: { baseUrl: "http://site.test/base/" },
    });
    await scene.iterate();
    expect(scene.page.log).toEqual(["navigate http://site.test/a?b=1", "navigate http://site.test/base/c"]);
  });

  it("fails for a relative URL when the config has no baseUrl", async () => {
    const { result } = await play((context) => context.navigate("/a"));
    expect(result.failure?.message).toContain('"/a" is relative, and the scenario\'s config has no valid baseUrl');
  });
});

describe("ensureLiveView", () => {
  it("fails at once on a page without LiveView", async () => {
    const { result, log } = await play(
      (context) => context.ensureLiveView(),
      (page) => page.answers.set("liveViewState", { present: false, connected: false }),
    );
    expect(log).toEqual(["liveViewState"]);
    expect(result.failure?.message).toBe(
      "step 1: ensureLiveView failed on /counter: there is no LiveView on this page: no element has data-phx-session",
    );
  });

  it("waits until one is connected", async () => {
    const { result, log } = await play(
      (context) => context.ensureLiveView(),
      (page) => page.answers.set("liveViewState", { present: true, connected: false }),
    );
    expect(log).toEqual(["liveViewState", "waitForLiveView"]);
    expect(result.outcome).toBe("succeeded");
  });
});

describe("page", () => {
  it("gives the engine's own page when its turn has come", async () => {
    const native = { title: () => "t" };
    const { result, observer } = await play(
      async (context) => {
        context.click("#a");
        expect(await context.page()).toBe(native);
      },
      (page) => {
        page.native = native;
      },
    );
    expect(result.failure).toBeUndefined();
    expect(observer.labels).toEqual(["click #a"]);
  });

  it("fails with advice when the engine has none", async () => {
    const { result } = await play((context) => context.page());
    expect(result.failure?.message).toContain("run with --browser playwright");
  });
});

describe("evaluate, screenshot and storage", () => {
  it("give their values", async () => {
    const values: unknown[] = [];
    const { observer } = await play(async (context) => {
      values.push(await context.evaluate(() => 1), await context.screenshot("home"), await context.storageState());
    });
    expect(values).toEqual(["evaluated", undefined, { cookies: [], origins: [] }]);
    expect(observer.screenshots).toEqual(["home 3"]);
  });

  it("refuse arguments that cannot be sent", async () => {
    expect((await play((context) => context.evaluate(Math.max))).result.failure?.message).toContain("has no source text");
    expect((await play((context) => context.evaluate("1 + 1" as never))).result.failure?.message).toContain("must be a function");
    expect((await play((context) => context.restoreStorageState({} as never))).result.failure?.message).toContain(
      "a state that storageState returned",
    );
    expect((await play((context) => context.storageState({ indexedDB: "yes" as never }))).result.failure?.message).toContain(
      'its indexedDB is "yes", but it takes true or false',
    );
  });
});

describe("expect", () => {
  it("counts a check that holds, and gives true", async () => {
    const { result, observer } = await play(async (context) => {
      expect(await context.expect("right", (state) => state.userId === 7)).toBe(true);
    });
    expect(observer.checks).toEqual([{ name: "right", passed: true, soft: false }]);
    expect(result.outcome).toBe("succeeded");
  });

  it.each([
    ["false", () => false, "it returned false"],
    ["an error", () => Promise.reject(new Error("3 is not 4")), "3 is not 4"],
    ["neither true nor false", () => 1 as unknown as boolean, "it returned 1, but it must return true or false"],
  ])("fails the iteration on %s", async (_what, check, message) => {
    const { result, observer, log } = await play((context) => context.expect("sum", check).click("#never"));
    expect(observer.checks).toEqual([{ name: "sum", passed: false, soft: false, message }]);
    expect(result).toMatchObject({
      outcome: "failed",
      failure: { category: "check", message: `step 1: expect "sum" failed on /counter: ${message}`, step: { label: "sum" } },
    });
    expect(log).toEqual([]);
    expect(observer.steps).toEqual([]);
  });

  it("only counts the failure when it is soft", async () => {
    const { result, observer } = await play(async (context) => {
      expect(await context.expect("sum", () => false, { soft: true })).toBe(false);
    });
    expect(observer.checks).toEqual([{ name: "sum", passed: false, soft: true, message: "it returned false" }]);
    expect(result.outcome).toBe("succeeded");
  });
});
