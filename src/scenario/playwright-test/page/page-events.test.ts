import { expect, it } from "vitest";
import { FakePagePort } from "../../../../test/fixtures/fake-page-port.js";
import type { Dialog, DialogReply } from "../../ports/dialogs.js";
import type { ConsoleLine } from "../../ports/messages.js";
import type { TestDialog } from "./dialog-and-download.js";
import { PageEvents } from "./page-events.js";

/** A page whose console and dialogs the test plays, and the errors that fail its iteration. */
function scene() {
  const errors: unknown[] = [];
  let wrote: ((line: ConsoleLine) => void) | undefined;
  let answer: ((dialog: Dialog) => DialogReply | Promise<DialogReply>) | undefined;
  const port = Object.assign(new FakePagePort(), {
    messages: {
      listen: (listener: { readonly wrote?: typeof wrote }) => {
        wrote = listener.wrote;
        return () => {
          wrote = undefined;
        };
      },
    },
    dialogs: {
      answerWith: (given: typeof answer) => {
        answer = given;
      },
    },
  });
  const ends = new AbortController();
  const iteration = { strayed: (error: unknown) => void errors.push(error), unawaited: ends };
  const actor = { changed: () => {}, iteration };
  const events = new PageEvents({ actor, port } as never);
  const write = (text: string) => wrote?.({ type: "log", text, args: [], place: undefined, timestamp: 0 });
  const ask = (dialog: Partial<Dialog>) => answer?.({ type: "confirm", ...dialog } as Dialog);
  return { errors, events, write, ask, end: () => ends.abort() };
}

const textOf = (message: unknown) => (message as { text(): string }).text();

it("goes on with the other handlers when one throws, and fails the iteration", () => {
  const { errors, events, write } = scene();
  const heard: string[] = [];
  events.add("console", () => {
    throw new Error("wrong");
  });
  events.add("console", (message) => heard.push(textOf(message)));
  write("hello");
  expect(heard).toEqual(["hello"]);
  expect(errors).toEqual([new Error("wrong")]);
});

it.each(["throws", "rejects"])("answers a dialog whose handler %s", async (how) => {
  const { errors, events, ask } = scene();
  events.add("dialog", () => {
    if (how === "rejects") return Promise.reject(new Error("wrong"));
    throw new Error("wrong");
  });
  expect(await ask({ type: "confirm" })).toBe("dismiss");
  expect(errors).toEqual([new Error("wrong")]);
});

it("leaves a dialog open until its test answers it, once, or is over", async () => {
  const { events, ask, end } = scene();
  const shown: TestDialog[] = [];
  events.add("dialog", (dialog) => shown.push(dialog as TestDialog));
  const answers = [ask({ type: "prompt" }), ask({ type: "prompt" }), ask({ type: "beforeunload" })];
  await shown[0]?.accept("Ann");
  expect(await answers[0]).toEqual({ accept: "Ann" });
  await expect(shown[0]?.dismiss()).rejects.toThrow("Cannot dismiss dialog which is already handled!");
  end();
  expect([await answers[1], await answers[2]]).toEqual(["dismiss", "accept"]);
  await expect(shown[1]?.accept()).rejects.toThrow("dialog.accept was called after its test had ended");
});

it("forgets a handler that was removed, or has run once", () => {
  const { events, write } = scene();
  const heard: string[] = [];
  const handler = (message: unknown) => heard.push(textOf(message));
  events.add("console", handler, { once: true });
  write("first");
  write("second");
  events.add("console", handler, { once: true });
  events.remove("console", handler);
  write("third");
  expect(heard).toEqual(["first"]);
});
