import { describe, expect, it } from "vitest";
import { Play, play } from "../../test/fixtures/play.js";
import type { Context } from "./authoring/context-types.js";
import { PageOperationError } from "./page-port.js";
import type { NavigateOptions } from "./steps/arguments/step-options.js";
import { StepError } from "./steps/step-error.js";

/** Runs an operation and returns which of a few statuses it accepts. */
async function acceptedBy(
  run: (context: Context) => unknown,
  operation: string,
  acceptStatus: readonly (number | "4xx" | "5xx")[] = [],
) {
  const scene = new Play(run, { acceptStatus });
  const accepted: number[] = [];
  scene.page.does(operation, (options) => {
    accepted.push(...[401, 404, 500, 503].filter((status) => options.acceptStatus?.(status) === true));
  });
  const { failure } = await scene.iterate();
  return { accepted, failure };
}

describe("steps and documents of 4xx and 5xx", () => {
  it("accept no error status by default", async () => {
    expect((await acceptedBy((context) => context.click("#a"), "click #a")).accepted).toEqual([]);
    expect((await acceptedBy((context) => context.navigate("http://site.test/"), "navigate http://site.test/")).accepted).toEqual(
      [],
    );
  });

  it("accept what the run's options accept, navigate and reload also what their own option does", async () => {
    const options: NavigateOptions = { status: [404, "5xx"] };
    expect((await acceptedBy((context) => context.click("#a"), "click #a", [401, "5xx"])).accepted).toEqual([401, 500, 503]);
    expect((await acceptedBy((context) => context.reload(options), "reload", [401])).accepted).toEqual([401, 404, 500, 503]);
    const navigate = (context: Context) => context.navigate("http://site.test/", () => ({ status: "4xx" }) as const);
    expect((await acceptedBy(navigate, "navigate http://site.test/")).accepted).toEqual([401, 404]);
  });

  it.each([200, "2xx", [404, "no"], {}])("refuse an invalid status: %j", async (status) => {
    const { failure } = await acceptedBy((context) => context.reload({ status } as NavigateOptions), "reload");
    expect(failure?.message).toContain("status");
    expect(failure?.message).toContain('a status from 400 to 599 such as 404, "4xx", "5xx", or a list of these');
  });

  it("fail with the category http", async () => {
    const { result, observer } = await play(
      (context) => context.click("#buy"),
      (page) => page.fails("click #buy", new PageOperationError("http", "POST /orders answered 500")),
    );
    expect(result.failure).toMatchObject({
      category: "http",
      message: 'step 1: click "#buy" failed on /counter: POST /orders answered 500',
      step: { operation: "click" },
    });
    expect(observer.labels).toEqual(["click #buy failed"]);
  });

  it("fail once, without being performed, when the document came before them", async () => {
    const errors: unknown[] = [];
    const scene = new Play(async (context) => {
      await context.click("#a");
      scene.page.shownStatuses.push(503);
      await context.navigate("http://site.test/next", { status: 503 }).catch((error: unknown) => errors.push(error));
      await context.click("#b");
    });
    const { outcome } = await scene.iterate();
    expect(outcome).toBe("succeeded");
    expect(errors).toEqual([expect.any(StepError)]);
    expect(String(errors[0])).toContain("GET /away answered 503 before this step");
    expect(scene.page.log).toEqual(["click #a", "click #b"]);
  });

  it("fail the iteration when the document came after the last of them, or before halt", async () => {
    let scene = new Play(async (context) => {
      await context.click("#a");
      scene.page.shownStatuses.push(404);
    });
    expect((await scene.iterate()).failure).toMatchObject({
      category: "http",
      message: "GET /away answered 404 after the last step",
      step: undefined,
    });
    scene = new Play(async (context) => {
      await context.click("#a");
      scene.page.shownStatuses.push(404);
      context.halt();
    });
    const { outcome, halted, failure } = await scene.iterate();
    expect({ outcome, halted, category: failure?.category }).toEqual({ outcome: "failed", halted: false, category: "http" });
  });
});

describe("documents of 4xx and 5xx that arrive after their iteration", () => {
  it("do not fail the next one", async () => {
    const scene = new Play((context) => context.click("#a"));
    scene.page.fails("click #a", new PageOperationError("timeout", "the page did not answer"));
    expect((await scene.iterate()).outcome).toBe("failed");
    scene.page.shownStatuses.push(503);
    scene.page.does("click #a", () => {});
    expect((await scene.iterate()).outcome).toBe("succeeded");
  });
});

describe("what went wrong in the page", () => {
  const causes = ["GET /app.js answered 404", "the page threw ReferenceError: app is not defined"];

  it.each<readonly [string, (context: Context) => unknown]>([
    ["a step that failed", (context) => context.waitForSelector("#count")],
    ["an expectation that did not hold", (context) => context.expect("there is a count", () => false)],
    ["an error of the scenario", () => Promise.reject(new Error("no count"))],
    ["fail", (context) => context.fail("no count")],
  ])("is part of the failure of %s", async (_what, run) => {
    const { result } = await play(run, (page) => {
      page.fails("waitForSelector #count visible");
      page.wentWrong.push(...causes);
    });
    expect(result.failure?.likelyCauses).toEqual(causes);
    expect(result.failure?.message).not.toContain("app.js");
  });

  it("is part of the failure of an iteration that took too long", async () => {
    const scene = new Play((context) => context.waitForSelector("#count"));
    scene.page.wentWrong.push(...causes);
    const held = scene.page.holds("waitForSelector #count visible");
    const ended = scene.iterate();
    await held.begun;
    await scene.clock.advance(120_000);
    expect((await ended).failure).toMatchObject({ category: "timeout", likelyCauses: causes });
  });

  it("is recorded when the step fails, without what the message already says", async () => {
    let thrown: unknown;
    await play(
      async (context) => {
        await context.click("#a").catch((error: unknown) => (thrown = error));
      },
      (page) => {
        page.wentWrong.push(...causes);
        page.fails("click #a", new PageOperationError("http", "GET /app.js answered 404"));
      },
    );
    expect((thrown as StepError).likelyCauses).toEqual([causes[1]]);
  });

  it("leaves out the request of a failed navigation, which the message names", async () => {
    const { result } = await play(
      (context) => context.navigate("http://site.test/"),
      (page) => {
        page.wentWrong.push("GET / failed: ERR_CONNECTION_REFUSED", "GET /a.js failed: ERR_TIMED_OUT");
        const refused = new PageOperationError("connection", "http://site.test/ was not reached: ERR_CONNECTION_REFUSED");
        page.fails("navigate http://site.test/", refused);
      },
    );
    expect(result.failure?.likelyCauses).toEqual(["GET /a.js failed: ERR_TIMED_OUT"]);
  });
});
