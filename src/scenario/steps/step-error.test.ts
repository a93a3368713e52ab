import { describe, expect, it } from "vitest";
import { Play } from "../../../test/fixtures/play.js";
import { inFrame } from "../../base/frame-selector.js";
import type { StepError } from "./step-error.js";

describe("a StepError", () => {
  it("names the step, its arguments, its page and its cause, and leads to the line of the call", async () => {
    let error: StepError | undefined;
    const scene = new Play(async (context) => {
      await context.navigate("http://site.test/products/42?q=1");
      error = (await context
        .fill("#email", ({ userId }) => `user${userId}`, { name: "address" })
        .catch((thrown: unknown) => thrown)) as StepError;
    });
    const cause = new Error("no such element");
    scene.page.fails('fill #email "user7"', cause);
    await scene.iterate();
    expect(error).toMatchObject({
      name: "StepError",
      step: 2,
      stepName: "address",
      operation: "fill",
      arguments: ["#email", "user7", { name: "address" }],
      label: "address",
      page: "http://site.test/products/42?q=1",
      cause,
      message: 'step 2 (address): fill "#email" failed on /products/:id: no such element',
    });
    expect(error?.stack?.split("\n")[1]).toContain("step-error.test.ts");
  });

  it("does not take the browser's error page for the page that was asked for", async () => {
    const scene = new Play((context) => context.navigate("http://site.test/loop"));
    scene.page.url = () => "chrome-error://chromewebdata/";
    scene.page.fails("navigate http://site.test/loop", new Error("ERR_TOO_MANY_REDIRECTS"));
    const { failure } = await scene.iterate();
    expect(failure?.message).toBe('step 1: navigate "http://site.test/loop" failed: ERR_TOO_MANY_REDIRECTS');
  });

  it("shows the selector of an element in a frame in readable form", async () => {
    const scene = new Play((context) => context.click(inFrame("#payment", "#pay")));
    scene.page.fails(`click ${inFrame("#payment", "#pay")}`, new Error("no"));
    const { failure } = await scene.iterate();
    expect(failure).toMatchObject({ message: 'step 1: click "#payment › #pay" failed on /counter: no' });
    expect(failure?.step?.label).toBe("click #payment › #pay");
  });
});
