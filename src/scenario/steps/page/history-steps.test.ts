import { describe, expect, it } from "vitest";
import { Play, play } from "../../../../test/fixtures/play.js";
import type { Context } from "../../authoring/context-types.js";

/** What the page was asked to do. */
async function asked(run: (context: Context) => unknown): Promise<readonly string[]> {
  const scene = new Play(run);
  expect((await scene.iterate()).failure).toBeUndefined();
  return scene.page.log;
}

async function messageOf(run: (context: Context) => unknown): Promise<string | undefined> {
  return (await play(run)).result.failure?.message;
}

describe("steps that lead to another document", () => {
  it("wait as waitUntil says, by default for the load event", async () => {
    const log = await asked((context) =>
      context
        .navigate("http://site.test/a", { waitUntil: "load" })
        .navigate("http://site.test/b", { waitUntil: "commit" })
        .reload({ waitUntil: "networkidle" })
        .goBack({ waitUntil: "domcontentloaded" })
        .goForward(() => ({ waitUntil: "commit" })),
    );
    expect(log).toEqual([
      "navigate http://site.test/a",
      "navigate http://site.test/b until commit",
      "reload until networkidle",
      "goBack until domcontentloaded",
      "goForward until commit",
    ]);
  });

  it.each<[string, (context: Context, options: never) => unknown]>([
    ["navigate", (context, options) => context.navigate("http://site.test/", options)],
    ["reload", (context, options) => context.reload(options)],
    ["goBack", (context, options) => context.goBack(options)],
    ["goForward", (context, options) => context.goForward(options)],
  ])("refuse an unknown waitUntil: %s", async (_, call) => {
    expect(await messageOf((context) => call(context, { waitUntil: "complete" } as never))).toContain(
      'its waitUntil is "complete", but it takes commit, domcontentloaded, load, networkidle',
    );
  });

  it("navigate sends a referer, and refuses a blank one; reload takes none", async () => {
    expect(await asked((context) => context.navigate("http://site.test/a", { referer: "http://search.test/?q=1" }))).toEqual([
      "navigate http://site.test/a from http://search.test/?q=1",
    ]);
    const options = { referer: "" };
    expect(await messageOf((context) => context.navigate("http://site.test/a", options))).toContain(
      'its referer is "", but it takes a URL',
    );
    expect(await messageOf((context) => context.reload({ referer: "http://search.test/" } as never))).toContain(
      'there is no option "referer"',
    );
  });

  it("goBack and goForward resolve to whether there was a page", async () => {
    const scene = new Play(async (context) => {
      if (await context.goBack()) context.fail("nothing to go back to was promised");
      if (!(await context.goForward())) context.fail("there was no page");
    });
    scene.page.answers.set("goBack", false);
    expect((await scene.iterate()).outcome).toBe("succeeded");
  });

  it("goBack and goForward accept what their status says", async () => {
    const accepted: boolean[] = [];
    const scene = new Play((context) => context.goBack({ status: 404 }).goForward());
    for (const operation of ["goBack", "goForward"]) {
      scene.page.does(operation, ({ acceptStatus }) => {
        accepted.push(acceptStatus?.(404) === true);
        return true;
      });
    }
    await scene.iterate();
    expect(accepted).toEqual([true, false]);
  });
});
