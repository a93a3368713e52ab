import { describe, expect, it } from "vitest";
import { settle } from "../../test/fixtures/fake-clock.js";
import { Play } from "../../test/fixtures/play.js";
import type { Context } from "./authoring/context-types.js";

describe("a context", () => {
  it("is not thenable, and has the user, the iteration and the state", async () => {
    const seen: unknown[] = [];
    const scene = new Play(
      (context) => {
        expect("then" in context).toBe(false);
        seen.push([context.userId, context.iteration, context.assigns.n, context.halted, context.failed]);
        return context.updateAssign("n", (n: number) => n + 1);
      },
      { assigns: { n: 0 } },
    );
    await scene.iterate();
    await scene.iterate();
    expect(seen).toEqual([
      [7, 1, 0, false, false],
      [7, 2, 1, false, false],
    ]);
  });

  it("rejects and counts steps that are called after its iteration has ended", async () => {
    const late: unknown[] = [];
    let kept: Context | undefined;
    let resume = () => {};
    const afterwards = new Promise<void>((done) => {
      resume = done;
    });
    const scene = new Play((context) => {
      kept = context;
      void afterwards.then(() => context.click("#late").catch((error: unknown) => late.push((error as Error).message)));
    });
    await scene.iterate();
    resume();
    await settle();
    kept?.innerText("#later");
    await settle();
    expect(scene.page.log).toEqual([]);
    expect(scene.observer.late).toEqual(["click", "innerText"]);
    expect(late).toEqual([expect.stringContaining("click was called after its iteration had ended")]);
  });
});
