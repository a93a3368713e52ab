import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { Actor } from "../page/actor.js";
import { MeasuredNative } from "./measured-native.js";

/** Named as Playwright's class is: that is how it is known. */
class Page extends EventEmitter {
  readonly routes: unknown[] = [];
  readonly #context: object;

  constructor(context: object) {
    super();
    this.#context = context;
  }

  context(): object {
    return this.#context;
  }

  async exposeFunction(): Promise<void> {}

  async route(url: string): Promise<void> {
    this.routes.push(url);
  }

  async unroute(url: string): Promise<void> {
    if (url === "**/gone") throw new Error("the page was closed");
    this.routes.splice(this.routes.indexOf(url), 1);
  }
}

function scene() {
  const errors: unknown[] = [];
  const context = {};
  const own = new Page(context);
  const actor = new Actor({} as never, () => {});
  const strayed = (error: unknown) => void errors.push(error);
  const iteration = { strayed, contextAfter: "kept" };
  actor.begin(iteration as never);
  const native = new MeasuredNative({ actor, port: {} as never, context });
  return { errors, own, actor, native, page: native.cover(own) as Page, iteration };
}

it("removes the handler that a test gave", () => {
  const { own, page } = scene();
  const heard: unknown[] = [];
  const handler = (given: unknown) => heard.push(given);
  page.on("console", handler);
  page.once("close", handler);
  own.emit("console", "first");
  page.off("console", handler);
  page.removeListener("close", handler);
  own.emit("console", "second");
  own.emit("close", "third");
  expect(heard).toEqual(["first"]);
});

it("fails the iteration with the error of a handler, and dismisses its dialog", () => {
  const { errors, own, page } = scene();
  let dismissed = 0;
  page.on("dialog", () => {
    throw new Error("wrong");
  });
  const dismiss = async () => {
    dismissed += 1;
  };
  own.emit("dialog", { dismiss });
  expect(errors).toEqual([new Error("wrong")]);
  expect(dismissed).toBe(1);
});

it("asks for a fresh context once a test has changed what cannot be undone, and not for another one's page", async () => {
  const { page, native, iteration } = scene();
  await page.route("**/cart");
  await (native.cover(new Page({})) as Page).exposeFunction();
  expect(iteration.contextAfter).toBe("kept");
  await page.exposeFunction();
  expect(iteration.contextAfter).toBe("spent");
});

it("removes the handlers of a test, and not those of the engine", () => {
  const { own, page } = scene();
  own.on("close", () => {});
  page.on("close", () => {});
  page.removeAllListeners("close");
  expect(own.listenerCount("close")).toBe(1);
});

it("undoes all that a test left, whatever fails", async () => {
  const { own, actor, page } = scene();
  page.on("console", () => {});
  await page.route("**/gone");
  await page.route("**/cart");
  await actor.undoChanges();
  expect(own.listenerCount("console")).toBe(0);
  expect(own.routes).toEqual(["**/gone"]);
});
