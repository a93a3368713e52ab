import { expect, it } from "vitest";
import { FakePagePort } from "../../../../test/fixtures/fake-page-port.js";
import type { Dialog, DialogReply } from "../../ports/dialogs.js";
import type { ConsoleLine } from "../../ports/messages.js";
import { PageEvents } from "./page-events.js";

/** A page whose console and dialogs the test plays, and the errors that fail its iteration. */
function scene() {
  const errors: unknown[] = [];
  let wrote: ((line: ConsoleLine) => void) | undefined;
  let answer: ((dialog: Dialog) => DialogReply) | undefined;
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
  const actor = { changed: () => {}, iteration: { strayed: (error: unknown) => void errors.push(error) } };
  const events = new PageEvents({ actor, port } as never);
  const write = (text: string) => wrote?.({ type: "log", text } as ConsoleLine);
  return { errors, events, write, ask: (dialog: Partial<Dialog>) => answer?.({ type: "confirm", ...dialog } as Dialog) };
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

it("answers a dialog whose handler throws", () => {
  const { errors, events, ask } = scene();
  events.add("dialog", () => {
    throw new Error("wrong");
  });
  expect(ask({ type: "confirm" })).toBe("dismiss");
  expect(errors).toEqual([new Error("wrong")]);
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
