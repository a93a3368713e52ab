import { describe, expect, it } from "vitest";
import { FakePagePort } from "../../../../test/fixtures/fake-page-port.js";
import { Play } from "../../../../test/fixtures/play.js";
import type { Context } from "../../authoring/context-types.js";
import type { RunningIteration } from "../../iteration/running-iteration.js";
import { PageOperationError } from "../../page-port.js";
import { places } from "../place.js";
import { stepBeside } from "../step-beside.js";
import { WINDOW_STEPS } from "./window-steps.js";

/** A user whose page opens popups at `/help`. */
function withPopups(run: (context: Context) => unknown, count = 1) {
  const scene = new Play(run);
  for (let number = 0; number < count; number += 1) {
    const popup = new FakePagePort();
    popup.currentUrl = "http://site.test/help";
    // As in a browser, all pages of a user see the same popups.
    scene.page.popups.push(Object.assign(popup, { windows: scene.page.windows }));
  }
  return scene;
}

const open = (context: Context) => context.click("#help");

describe("waitForPopup", () => {
  it("watches before its steps run, and resolves to the number of the popup that they open", async () => {
    let popup: unknown;
    const scene = withPopups(async (context) => {
      popup = await context.waitForPopup(open, { waitUntil: "commit", timeout: "5s" });
      context.click("#still-here");
    });
    expect((await scene.iterate()).failure).toBeUndefined();
    expect(popup).toBe(1);
    expect(scene.page.log).toEqual([
      "watch popups",
      "click #help",
      "opened popup until commit",
      "watched popups",
      "click #still-here",
      "close all popups",
    ]);
    expect(scene.observer.labels).toEqual(["click #help", "waitForPopup /counter", "click #still-here"]);
  });

  it("fails when no popup is opened in time", async () => {
    const scene = withPopups((context) => context.waitForPopup(open));
    scene.page.fails("opened popup", new PageOperationError("timeout", "waited 5000 ms for a popup; none was opened"));
    expect((await scene.iterate()).failure?.message).toBe(
      "step 1: waitForPopup failed on /counter: waited 5000 ms for a popup; none was opened",
    );
  });

  it.each<[unknown, string]>([
    [{ waitUntil: "soon" }, 'its waitUntil is "soon", but it takes commit, domcontentloaded, load, networkidle'],
    [{ status: "many" }, 'its status is "many"'],
    [{ timeout: 0 }, "its timeout is 0"],
  ])("checks its options before its steps run: %j", async (options, message) => {
    const scene = withPopups((context) => context.waitForPopup(open, options as never));
    expect((await scene.iterate()).failure?.message).toContain(message);
    expect(scene.page.log).toEqual(["close all popups"]);
  });
});

describe("onPage", () => {
  it("runs steps in a popup, and returns to the page after them", async () => {
    const scene = withPopups((context) =>
      context
        .waitForPopup(open, { as: "help" })
        .onPage(
          ({ assigns }) => assigns.help as number,
          async (popup) => {
            popup.click("#next");
            popup.expect("it has text", () => true);
            const title = await popup.innerText("h1", { as: "title" });
            popup.click(`#${title.length}`);
          },
        )
        .click("#back")
        .expect("it is kept", ({ assigns }) => assigns.title === "text of h1"),
    );
    expect((await scene.iterate()).failure).toBeUndefined();
    expect(scene.page.popups[0]?.log).toEqual(["click #next", "innerText h1", "click #10"]);
    expect(scene.page.log).toContain("click #back");
    expect(scene.observer.labels).toContain("click #next");
  });

  it("resolves to the function's result, and can be nested", async () => {
    let result: unknown;
    const scene = withPopups(async (context) => {
      const first = await context.waitForPopup(open);
      result = await context.onPage(first, async (outer) => {
        const second = await outer.waitForPopup(open);
        outer.onPage(second, (inner) => inner.click("#inner"));
        outer.click("#outer");
        return "done";
      });
      context.click("#own");
    }, 2);
    expect((await scene.iterate()).failure).toBeUndefined();
    expect(result).toBe("done");
    const [first, second] = scene.page.popups;
    expect(second?.log).toEqual(["click #inner"]);
    expect(first?.log).toEqual(["click #help", "click #outer"]);
    expect(scene.page.log).toContain("click #own");
  });

  it("names the popup's page and its trouble when a step there fails, and acts on the page again", async () => {
    const scene = withPopups(async (context) => {
      const popup = await context.waitForPopup(open);
      await context.onPage(popup, (help) => help.click("#gone")).catch(() => {});
      context.click("#own");
      await context.onPage(popup, (help) => help.click("#gone"));
    });
    const [popup] = scene.page.popups;
    popup?.fails("click #gone", new PageOperationError("closed", "the popup was closed"));
    popup?.wentWrong.push("GET /help.js answered 404");
    const { failure } = await scene.iterate();
    expect(failure).toMatchObject({
      message: 'step 7: click "#gone" failed on /help: the popup was closed',
      url: "http://site.test/help",
      likelyCauses: ["GET /help.js answered 404"],
    });
    expect(scene.page.log).toContain("click #own");
  });

  it("fails with an error document that the popup shows at its end", async () => {
    const scene = withPopups(async (context) => {
      const popup = await context.waitForPopup(open);
      await context.onPage(popup, () => {
        scene.page.popups[0]?.shownStatuses.push(503);
      });
    });
    expect((await scene.iterate()).failure).toMatchObject({
      category: "http",
      message: "step 3: onPage failed on /help: GET /away answered 503 after the last step there",
    });
  });

  it.each<[unknown, string]>([
    [7, "there is no popup 7 in this iteration; popups are closed at the end of the iteration that opened them"],
    ["help", 'its popup is "help", but it takes the number of a popup that waitForPopup returned'],
    [0, "its popup is 0, but it takes"],
  ])("refuses what is no popup: %j", async (popup, message) => {
    for (const step of ["onPage", "closePopup"] as const) {
      const scene = withPopups((context) =>
        step === "onPage" ? context.onPage(popup as never, () => {}) : context.closePopup(popup as never),
      );
      expect((await scene.iterate()).failure?.message).toContain(message);
    }
  });
});

describe("closePopup", () => {
  it("closes a popup", async () => {
    const scene = withPopups((context) =>
      context.waitForPopup(open, { as: "help" }).closePopup(({ assigns }) => assigns.help as number),
    );
    expect((await scene.iterate()).failure).toBeUndefined();
    expect(scene.page.log).toContain("close popup 1");
    expect(scene.observer.labels).toContain("closePopup /counter");
  });

  it("closes one of the page that it acts on, as in a further context", async () => {
    const further = new FakePagePort();
    further.popups.push(new FakePagePort());
    const step = { operation: "closePopup", definition: WINDOW_STEPS.closePopup, args: [1], page: further };
    const scene = new Play(() => stepBeside(places.getStore()?.iteration as RunningIteration, step));
    expect((await scene.iterate()).failure).toBeUndefined();
    expect(further.log).toContain("close popup 1");
  });
});

describe("popups at the end of an iteration", () => {
  it("are closed, however it ends, but not when the user is interrupted", async () => {
    const failed = withPopups((context) => context.fail("no"));
    await failed.iterate();
    expect(failed.page.log).toEqual(["close all popups"]);
    const interrupted = withPopups((context) => context.think("1h"));
    const ended = interrupted.iterate();
    interrupted.interrupt();
    expect((await ended).outcome).toBe("interrupted");
    expect(interrupted.page.log).toEqual([]);
  });
});
