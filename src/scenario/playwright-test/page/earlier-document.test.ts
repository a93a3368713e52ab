import { expect, it } from "vitest";
import { EarlierDocument } from "./earlier-document.js";

/** A document that notes what happens, in its order. */
function scene({ isShown = true } = {}) {
  const seen: string[] = [];
  const page = { address: "/before" };
  const earlier = new EarlierDocument();
  const leave = async () => {
    seen.push("left");
    page.address = "about:blank";
  };
  earlier.begin(isShown ? { url: () => page.address, leave } : undefined);
  const step = (operation: string, ...args: unknown[]) =>
    earlier.before({ operation, args }, async () => {
      seen.push(operation);
      if (args.includes("/nothing")) throw new Error("no page");
    });
  return { earlier, seen, step };
}

it("is replaced by the page that a test begins with", async () => {
  const { earlier, seen, step } = scene();
  expect(earlier.isShown).toBe(true);
  await step("navigate", "/cart");
  await step("click", "#buy");
  expect(seen).toEqual(["navigate", "click"]);
  expect([earlier.first, earlier.isShown]).toEqual(["navigation", false]);
});

it("is left before anything else, also when two steps begin at once", async () => {
  const { earlier, seen, step } = scene();
  await Promise.all([step("waitForResponse", "/api"), step("navigate", "/cart")]);
  expect(seen).toEqual(["left", "waitForResponse", "navigate"]);
  expect(earlier.first).toBe("other");
});

it("is left before a navigation after a listener or a route, and before one that may be within the document", async () => {
  const { earlier, seen, step } = scene();
  earlier.touched();
  await step("navigate", "/cart");
  expect(seen).toEqual(["left", "navigate"]);
  const within = scene();
  await within.step("navigate", "/cart#items");
  expect(within.seen).toEqual(["left", "navigate"]);
});

it("does not stay when the navigation leads nowhere", async () => {
  const { seen, step } = scene();
  await expect(step("navigate", "/nothing")).rejects.toThrow("no page");
  expect(seen).toEqual(["navigate", "left"]);
});

it("does not stay before tests that go back in the history", async () => {
  const { earlier, seen, step } = scene({ isShown: false });
  await step("navigate", "/cart");
  await step("goBack");
  expect([earlier.first, seen]).toEqual(["other", ["navigate", "goBack"]]);
});
