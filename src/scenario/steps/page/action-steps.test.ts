import { describe, expect, it } from "vitest";
import { Play, play } from "../../../../test/fixtures/play.js";
import type { Context } from "../../authoring/context-types.js";

async function asked(run: (context: Context) => unknown): Promise<readonly string[]> {
  const { result, log } = await play(run);
  expect(result.failure).toBeUndefined();
  return log;
}

async function messageOf(run: (context: Context) => unknown): Promise<string | undefined> {
  return (await play(run)).result.failure?.message;
}

describe("actions on elements", () => {
  it("pass their options on, durations in milliseconds", async () => {
    const position = { x: 1, y: 2.5 };
    const log = await asked((context) =>
      context
        .click("#a", {
          button: "right",
          modifiers: ["Alt", "ControlOrMeta"],
          position,
          clickCount: 3,
          delay: "0.1s",
          trial: true,
        })
        .dblclick("#a", { button: "middle", delay: 20, force: false })
        .tap("#a", () => ({ modifiers: ["Shift"], force: true }))
        .check("#a", { position, trial: true })
        .uncheck("#a", { force: true })
        .hover("#a", { modifiers: [], position })
        .dragAndDrop("#a", "#b", {
          sourcePosition: position,
          targetPosition: { x: 0, y: 0 },
          steps: 5,
          trial: false,
          force: true,
        })
        .press("#a", "Enter", { delay: "5ms" })
        .pressSequentially("#a", "text", { delay: 0 })
        .selectText("#a", { force: true })
        .fill("#a", "x", { force: true })
        .selectOption("#a", "x", { force: true })
        .dispatchEvent("#a", "drop", { clientX: 4 }, { timeout: "1s" }),
    );
    expect(log).toEqual([
      'click #a {"trial":true,"position":{"x":1,"y":2.5},"modifiers":["Alt","ControlOrMeta"],"button":"right","clickCount":3,"delayMs":100}',
      'dblclick #a {"force":false,"button":"middle","delayMs":20}',
      'tap #a {"force":true,"modifiers":["Shift"]}',
      'check #a {"trial":true,"position":{"x":1,"y":2.5}}',
      'uncheck #a {"force":true}',
      'hover #a {"position":{"x":1,"y":2.5},"modifiers":[]}',
      'dragAndDrop #a #b {"force":true,"trial":false,"sourcePosition":{"x":1,"y":2.5},"targetPosition":{"x":0,"y":0},"steps":5}',
      'press #a Enter {"delayMs":5}',
      'pressSequentially #a text {"delayMs":0}',
      'selectText #a {"force":true}',
      'fill #a "x" {"force":true}',
      'selectOption #a ["x"] {"force":true}',
      'dispatchEvent #a drop {"clientX":4}',
    ]);
  });

  it.each<[string, (context: Context) => unknown, string]>([
    ["a button", (c) => c.click("#a", { button: "Right" as never }), 'its button is "Right", but it takes left, right, middle'],
    [
      "modifiers",
      (c) => c.hover("#a", { modifiers: ["Ctrl"] as never }),
      'its modifiers is ["Ctrl"], but it takes a list of Alt, Control, ControlOrMeta, Meta, Shift',
    ],
    ["one modifier", (c) => c.click("#a", { modifiers: "Shift" as never }), 'its modifiers is "Shift", but it takes a list of'],
    [
      "a position",
      (c) => c.check("#a", { position: { x: 1 } as never }),
      'its position is {"x":1}, but it takes { x, y }, two numbers of pixels',
    ],
    [
      "a position of a drag",
      (c) => c.dragAndDrop("#a", "#b", { targetPosition: { x: 1, y: Number.NaN } }),
      "its targetPosition is",
    ],
    ["a count", (c) => c.click("#a", { clickCount: 0 }), "its clickCount is 0, but it takes a whole number from 1"],
    ["a number of steps", (c) => c.mouse.move(1, 2, { steps: 1.5 }), "its steps is 1.5, but it takes a whole number from 1"],
    ["a delay", (c) => c.press("#a", "Enter", { delay: "2" as never }), 'its delay is "2", but it takes a duration'],
    ["a trial", (c) => c.tap("#a", { trial: "yes" as never }), 'its trial is "yes", but it takes true or false'],
    ["a point", (c) => c.mouse.click("1" as never, 2), 'its x is "1", but it takes a number of pixels'],
    ["an event", (c) => c.dispatchEvent("#a", "drop", [] as never), "its init is [], but it takes an object of JSON values"],
    ["an option that another step has", (c) => c.check("#a", { button: "left" } as never), 'there is no option "button"'],
    ["a missing key", (c) => c.keyboard.down("" as never), 'its key is "", but it takes a text that is not empty'],
  ])("refuse a wrong option before they begin: %s", async (_, run, message) => {
    const { result, log } = await play(run);
    expect(result.failure?.message).toContain(message);
    expect(log).toEqual([]);
  });

  it.each<[string, (context: Context) => unknown]>([
    ["dblclick #a", (context) => context.dblclick("#a")],
    ["tap #a", (context) => context.tap("#a")],
  ])("report that LiveView's reply held them back: %s", async (operation, run) => {
    const { observer } = await play(run, (page) => page.answers.set(operation, true));
    expect(observer.steps).toMatchObject([{ label: operation, wasHeld: true }]);
  });
});

describe("the keyboard and the mouse", () => {
  it.each<[string, (context: Context) => unknown, string, string]>([
    ["keyboard.down", (c) => c.keyboard.down("Shift"), "keyboard.down Shift", "keyboard.down /counter"],
    ["keyboard.up", (c) => c.keyboard.up("Shift"), "keyboard.up Shift", "keyboard.up /counter"],
    ["keyboard.press", (c) => c.keyboard.press("Enter"), "keyboard.press Enter", "keyboard.press /counter"],
    ["keyboard.type", (c) => c.keyboard.type("text"), "keyboard.type text", "keyboard.type /counter"],
    ["keyboard.insertText", (c) => c.keyboard.insertText("text"), "keyboard.insertText text", "keyboard.insertText /counter"],
    ["mouse.move", (c) => c.mouse.move(1, 2), "mouse.move 1 2", "mouse.move /counter"],
    ["mouse.down", (c) => c.mouse.down(), "mouse.down", "mouse.down /counter"],
    ["mouse.up", (c) => c.mouse.up(), "mouse.up", "mouse.up /counter"],
    ["mouse.click", (c) => c.mouse.click(1, 2), "mouse.click 1 2", "mouse.click /counter"],
    ["mouse.dblclick", (c) => c.mouse.dblclick(1, 2), 'mouse.click 1 2 {"clickCount":2}', "mouse.dblclick /counter"],
    ["mouse.wheel", (c) => c.mouse.wheel(0, 40), "mouse.wheel 0 40", "mouse.wheel /counter"],
  ])("reach the page and are reported by the page: %s", async (step, call, operation, label) => {
    const scene = new Play(call, { ports: { commandTimeoutMs: 1234 } });
    const seen: number[] = [];
    scene.page.does(operation, ({ timeoutMs }) => void seen.push(timeoutMs));
    expect((await scene.iterate()).failure).toBeUndefined();
    expect(seen).toEqual([1234]);
    expect(scene.observer.steps).toMatchObject([{ operation: step, label, failed: false }]);
  });

  it("continue the chain, and take functions of the state", async () => {
    const log = await asked(async (context) => {
      await context.assign({ key: "Enter", x: 3 }).keyboard.press(({ assigns }) => assigns.key, { delay: "3ms" });
      return context.mouse
        .move(({ assigns }) => assigns.x, 4, { steps: 2 })
        .mouse.down({ button: "right", clickCount: 2 })
        .mouse.up({ button: "right" })
        .mouse.click(1, 2, { clickCount: 2, delay: 1 })
        .mouse.dblclick(5, 6, { button: "middle" })
        .keyboard.type("words", { delay: 1 });
    });
    expect(log).toEqual([
      'keyboard.press Enter {"delayMs":3}',
      'mouse.move 3 4 {"steps":2}',
      'mouse.down {"button":"right","clickCount":2}',
      'mouse.up {"button":"right"}',
      'mouse.click 1 2 {"clickCount":2,"delayMs":1}',
      'mouse.click 5 6 {"button":"middle","clickCount":2}',
      'keyboard.type words {"delayMs":1}',
    ]);
  });

  it("name the step that failed, and where it was called", async () => {
    const { result } = await play(
      (context) => context.keyboard.press("Nokey"),
      (page) => page.fails("keyboard.press Nokey"),
    );
    expect(result.failure?.step).toMatchObject({ operation: "keyboard.press", label: "keyboard.press /counter" });
    expect(result.failure?.stack).toContain("action-steps.test.ts");
    expect(await messageOf((context) => (context.keyboard as unknown as { tap: () => unknown }).tap())).toContain(
      "not a function",
    );
  });

  it("let go of what they hold at the end of each iteration, of failed ones too", async () => {
    const scene = new Play((context) => context.keyboard.down("Shift").mouse.down());
    await scene.iterate();
    expect(scene.page.released).toHaveLength(1);
    scene.page.fails("mouse.down");
    expect((await scene.iterate()).outcome).toBe("failed");
    expect(scene.page.released).toHaveLength(2);
  });
});
