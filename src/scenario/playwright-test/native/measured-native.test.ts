import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { MeasuredNative } from "./measured-native.js";

/** Named as Playwright's class is: that is how it is known. */
class Page extends EventEmitter {
  readonly routes: unknown[] = [];

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
  const own = new Page();
  const native = new MeasuredNative(
    { iteration: { strayed: (error: unknown) => void errors.push(error) } } as never,
    {} as never,
  );
  return { errors, own, native, page: native.cover(own) as Page };
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

it("clears all that a test left, whatever fails", async () => {
  const { own, native, page } = scene();
  page.on("console", () => {});
  await page.route("**/gone");
  await page.route("**/cart");
  await native.clear();
  expect(own.listenerCount("console")).toBe(0);
  expect(own.routes).toEqual(["**/gone"]);
});
