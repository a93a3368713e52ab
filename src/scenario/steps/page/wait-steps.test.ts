import { describe, expect, it } from "vitest";
import { Play, play } from "../../../../test/fixtures/play.js";
import type { Context } from "../../authoring/context-types.js";

/** Of the page in which the functions are called. */
declare const document: { readonly title: string };

async function messageOf(run: (context: Context) => unknown): Promise<string | undefined> {
  return (await play(run)).result.failure?.message;
}

describe("waitForURL", () => {
  it("takes a URL, a glob, a regular expression and a function of the URL and the state", async () => {
    const global = /counter/g;
    const { result, log, observer } = await play((context) =>
      context
        .assign({ path: "/counter" })
        .waitForURL("http://site.test/counter")
        .waitForURL("**/count*", { waitUntil: "commit" })
        .waitForURL(global)
        .waitForURL(global)
        .waitForURL((url, { assigns }) => url.pathname === assigns.path),
    );
    expect(result.failure).toBeUndefined();
    expect(log).toEqual([
      "waitForURL http://site.test/counter",
      "waitForURL **/count* until commit",
      "waitForURL /counter/g",
      "waitForURL /counter/g",
      "waitForURL one that the function accepts",
    ]);
    expect(observer.labels).toEqual(["waitForURL /counter", "waitForURL **/count*", "waitForURL", "waitForURL", "waitForURL"]);
  });

  it.each<[string, (context: Context) => unknown]>([
    ["a URL", (context) => context.waitForURL("http://site.test/done")],
    ["a glob", (context) => context.waitForURL("**/done")],
    ["a regular expression", (context) => context.waitForURL(/orders.4711$/)],
    ["a function", (context) => context.waitForURL(({ pathname }) => pathname === "/done")],
  ])("does not take another address for it: %s", async (_, run) => {
    expect(await messageOf(run)).toContain("it is http://site.test/counter");
  });

  it("fails with what the function throws", async () => {
    const run = (context: Context) =>
      context.waitForURL(() => {
        throw new Error("broken condition");
      });
    expect(await messageOf(run)).toContain("broken condition");
    const nested = (context: Context) => context.waitForURL(() => Boolean(context.click("#a")));
    expect(await messageOf(nested)).toContain("click was called in a function that is an argument of waitForURL");
  });

  it("fails when the function returns a promise, which says nothing yet", async () => {
    const message = "its url is a function that returns a promise, but the function has to return at once: it must not be async";
    expect(await messageOf((context) => context.waitForURL((async () => false) as never))).toContain(message);
    const late = () => Promise.reject(new Error("late"));
    expect(await messageOf((context) => context.waitForURL(late as never))).toContain(message);
  });

  it("refuses other values, before the page is asked", async () => {
    expect(await messageOf((context) => context.waitForURL(7 as never))).toContain(
      "its url is 7, but it takes a URL, a glob such as **/done, a regular expression, or a function of the URL",
    );
    expect(await messageOf((context) => context.waitForURL("**", { waitUntil: "done" as never }))).toContain(
      'its waitUntil is "done", but it takes commit, domcontentloaded, load, networkidle',
    );
  });
});

describe("waitForFunction", () => {
  it("sends the function, its argument and its polling, and resolves to the value", async () => {
    const scene = new Play(async (context) => {
      context.assign({ least: 3 });
      const value = await context.waitForFunction(
        (least: number) => document.title.length > least,
        ({ assigns }) => assigns.least as number,
      );
      if ((value as unknown) !== "truthy") context.fail(`it was ${value}`);
      context.waitForFunction(() => document.title, undefined, { polling: "200ms" });
    });
    expect((await scene.iterate()).failure).toBeUndefined();
    expect(scene.page.log).toEqual([
      "waitForFunction (least) => document.title.length > least [3] raf",
      "waitForFunction () => document.title [] 200",
    ]);
  });

  it("refuses what is no function, and an unknown polling", async () => {
    expect(await messageOf((context) => context.waitForFunction("window.x" as never))).toContain(
      "its first argument must be a function",
    );
    for (const polling of ["mutation", 0]) {
      const run = (context: Context) => context.waitForFunction(() => 1, undefined, { polling: polling as never });
      expect(await messageOf(run)).toContain("its polling is");
    }
  });
});
