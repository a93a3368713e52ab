import { expect, it } from "vitest";
import { FakePagePort } from "../../../test/fixtures/fake-page-port.js";
import { FurtherContexts } from "./further-contexts.js";

const { signal } = new AbortController();

function scene() {
  const closed: string[] = [];
  const contexts = new FurtherContexts(async ({ locale = "" }) => ({
    page: new FakePagePort(),
    close: async () => void closed.push(locale),
  }));
  return { contexts, closed };
}

it("end with their iteration, unless they are kept or closed before", async () => {
  const { contexts, closed } = scene();
  await contexts.open({ locale: "kept" }, signal);
  contexts.keep();
  const early = await contexts.open({ locale: "early" }, signal);
  const late = await contexts.open({ locale: "late" }, signal);
  await early.close();
  expect([early.isOpen, late.isOpen, closed]).toEqual([false, true, ["early"]]);
  await contexts.end();
  expect([late.isOpen, closed]).toEqual([false, ["early", "late"]]);
});

it("are closed at once when they come too late", async () => {
  const { contexts, closed } = scene();
  const opening = contexts.open({ locale: "late" }, signal);
  await contexts.end();
  await expect(opening).rejects.toThrow("after its iteration had ended");
  expect(closed).toEqual(["late"]);
});

it("are refused where the browser has none", async () => {
  await expect(new FurtherContexts(undefined).open({}, signal)).rejects.toThrow("one context");
});
