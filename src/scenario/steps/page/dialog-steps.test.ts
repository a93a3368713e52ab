import { describe, expect, it } from "vitest";
import type { FakePagePort } from "../../../../test/fixtures/fake-page-port.js";
import { Play, play } from "../../../../test/fixtures/play.js";
import type { Context } from "../../authoring/context-types.js";
import type { DialogAnswer } from "../../authoring/dialog-answer.js";
import type { Dialog, DialogReply, DialogType } from "../../ports/dialogs.js";

/** Shows a dialog of each type during a click, and returns the answers. */
function answering(page: FakePagePort): Partial<Record<DialogType, DialogReply | undefined>> {
  const answers: Partial<Record<DialogType, DialogReply | undefined>> = {};
  page.does("click #ask", () => {
    for (const type of ["alert", "confirm", "prompt", "beforeunload"] as const)
      answers[type] = page.shows({ type, message: `of type ${type}`, defaultValue: type === "prompt" ? "Bob" : "" });
  });
  return answers;
}

async function answersTo(answer?: DialogAnswer) {
  const scene = new Play((context) => (answer === undefined ? context : context.onDialog(answer)) && context.click("#ask"));
  const answers = answering(scene.page);
  const { failure } = await scene.iterate();
  return { ...answers, failure: failure?.message };
}

describe("onDialog", () => {
  it("dismisses dialogs by default, but lets pages be left", async () => {
    const dismissed = { alert: "dismiss", confirm: "dismiss", prompt: "dismiss", beforeunload: "accept" };
    expect(await answersTo()).toMatchObject(dismissed);
    expect(await answersTo("dismiss")).toMatchObject(dismissed);
    expect(await answersTo({})).toMatchObject(dismissed);
  });

  it("takes one answer, an answer for each type, or a function", async () => {
    expect(await answersTo("accept")).toMatchObject({ alert: "accept", confirm: "accept", prompt: "accept" });
    expect(await answersTo({ confirm: "accept", prompt: { accept: "Ann" }, beforeunload: "dismiss" })).toMatchObject({
      alert: "dismiss",
      confirm: "accept",
      prompt: { accept: "Ann" },
      beforeunload: "dismiss",
    });
    const chosen = (dialog: Dialog): DialogReply => (dialog.defaultValue === "Bob" ? { accept: dialog.message } : "dismiss");
    expect(await answersTo(chosen)).toMatchObject({
      confirm: "dismiss",
      prompt: { accept: "of type prompt" },
      beforeunload: "dismiss",
    });
  });

  it("gives its function the state", async () => {
    const scene = new Play((context) =>
      context
        .onDialog((_dialog, { assigns }) => ({ accept: String(assigns.name) }))
        .assign({ name: "Eve" })
        .click("#ask"),
    );
    const answers = answering(scene.page);
    await scene.iterate();
    expect(answers.prompt).toEqual({ accept: "Eve" });
  });

  it("holds for the user's later iterations, in place of the scenario's answer", async () => {
    const scene = new Play((context) => context.click("#ask"), {
      spec: { onDialog: "dismiss", beforeUser: (context: Context) => context.onDialog("accept") },
    });
    const answers = answering(scene.page);
    await scene.iterate();
    expect(answers.confirm).toBe("dismiss");
    await scene.hook("beforeUser");
    await scene.iterate();
    expect(answers.confirm).toBe("accept");
  });

  it.each<[string, DialogAnswer, string]>([
    [
      "throws",
      () => {
        throw new Error("unexpected dialog");
      },
      "unexpected dialog",
    ],
    [
      "returns nothing",
      (() => undefined) as never,
      'onDialog returned undefined for a dialog of type alert, but it has to return "accept" or "dismiss", or { accept: "a text" }',
    ],
    [
      "is async",
      (async () => "accept") as never,
      "onDialog returned a promise for a dialog of type alert, but it has to return at once: it must not be async",
    ],
  ])("fails the iteration when its function %s, and dismisses the dialog", async (_, answer, message) => {
    const answers = await answersTo(answer);
    expect(answers).toMatchObject({ alert: "dismiss", beforeunload: "accept", failure: message });
  });

  it("refuses steps in its function", async () => {
    const answer = (context: Context) => () => {
      context.click("#a");
      return "accept" as const;
    };
    const scene = new Play((context) => context.onDialog(answer(context)).click("#ask"));
    answering(scene.page);
    expect((await scene.iterate()).failure?.message).toContain("click was called in a function that is an argument of onDialog");
  });

  it.each<[unknown, string]>([
    [
      "yes",
      'its answer is "yes", but it takes "accept" or "dismiss", an object of these for alert, confirm, prompt, beforeunload, or a function of the dialog',
    ],
    [{ accept: "Ann" }, 'its answer is {"accept":"Ann"}, but it takes'],
    [{ confirm: { accept: "Ann" } }, 'its answer.confirm is {"accept":"Ann"}, but it takes "accept" or "dismiss"'],
    [{ prompt: 3 }, 'its answer.prompt is 3, but it takes "accept" or "dismiss", or { accept: "a text" }'],
  ])("refuses any other answer: %j", async (answer, message) => {
    expect((await answersTo(answer as DialogAnswer)).failure).toContain(message);
  });
});

describe("waitForDialog", () => {
  const asking = (page: FakePagePort) => page.does("click #ask", () => page.shows({ type: "confirm", message: "Sure?" }));

  it("watches before its steps run, and resolves to the dialog that they cause", async () => {
    let dialog: unknown;
    const { result, log, observer } = await play(async (context) => {
      dialog = await context.waitForDialog((page) => page.click("#ask"), { name: "ask" });
    }, asking);
    expect(result.failure).toBeUndefined();
    expect(dialog).toEqual({ type: "confirm", message: "Sure?", defaultValue: "", url: "http://site.test/counter" });
    expect(log).toEqual(["watch dialogs", "click #ask", "next dialog", "watched dialogs"]);
    expect(observer.labels).toEqual(["click #ask", "ask"]);
  });

  it("stores the dialog with `as`", async () => {
    const scene = new Play((context) =>
      context
        .waitForDialog((page) => page.click("#ask"), { as: (dialog) => ({ asked: dialog.message }) })
        .expect("it asked", ({ assigns }) => assigns.asked === "Sure?"),
    );
    asking(scene.page);
    expect((await scene.iterate()).failure).toBeUndefined();
  });

  it("fails when there is no dialog in time, at the line that waits", async () => {
    const { result, observer } = await play((context) => context.waitForDialog((page) => page.click("#quiet")));
    expect(result.failure?.message).toBe(
      "step 1: waitForDialog failed on /counter: waited 30000 ms for a dialog; none was opened",
    );
    expect(observer.labels).toEqual(["click #quiet", "waitForDialog /counter failed"]);
  });

  it("fails as the step inside that fails, and ends its watch", async () => {
    const { result, log } = await play(
      (context) => context.waitForDialog((page) => page.click("#gone")),
      (page) => page.fails("click #gone"),
    );
    expect(result.failure?.message).toContain('click "#gone" failed');
    expect(log).toEqual(["watch dialogs", "click #gone", "watched dialogs"]);
  });

  it("takes a function of a context, and options", async () => {
    const messageOf = async (run: (context: Context) => unknown) => (await play(run)).result.failure?.message;
    expect(await messageOf((context) => context.waitForDialog("#ask" as never))).toContain(
      'its function is "#ask", but it takes a function of a context',
    );
    expect(await messageOf((context) => context.waitForDialog(() => {}, { waitUntil: "load" } as never))).toContain(
      'there is no option "waitUntil"',
    );
  });
});
