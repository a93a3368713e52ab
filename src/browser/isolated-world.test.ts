import { expect, it } from "vitest";
import { FakeCdpSession } from "../../test/fixtures/fake-cdp-session.js";
import { settle } from "../../test/fixtures/fake-clock.js";
import { IsolatedWorlds } from "./isolated-world.js";

/** A page that is followed from now on. */
function page({ frame }: { readonly frame: { readonly id: string; readonly parentId?: string } }) {
  const cdp = new FakeCdpSession();
  cdp.onSend = () => ({ frameTree: { frame } });
  const worlds = IsolatedWorlds.of(cdp);
  const hasWorld = (id: number, frameId: string) =>
    cdp.emit("Runtime.executionContextCreated", { context: { id, auxData: { type: "isolated", frameId } } });
  return { cdp, worlds, hasWorld };
}

it("the main world of a page that has loaded before is never that of an iframe", async () => {
  const { worlds, hasWorld } = page({ frame: { id: "main" } });
  hasWorld(7, "framed");
  expect(worlds.main).toEqual({});
  await settle();
  expect(worlds.main).toEqual({});
  hasWorld(8, "main");
  hasWorld(9, "framed");
  expect(worlds.main).toEqual({ contextId: 8 });
});

it("a page's main world changes with its document, and a session without the main frame has none", async () => {
  const { cdp, worlds, hasWorld } = page({ frame: { id: "main" } });
  await settle();
  hasWorld(7, "main");
  cdp.emit("Runtime.executionContextDestroyed", { executionContextId: 7 });
  cdp.emit("Page.frameNavigated", { frame: { id: "next" } });
  hasWorld(8, "main");
  hasWorld(9, "next");
  expect(worlds.main).toEqual({ contextId: 9 });
  const framed = page({ frame: { id: "framed", parentId: "main" } });
  await settle();
  framed.hasWorld(7, "framed");
  expect(framed.worlds.main).toEqual({});
});

it("all who follow a session share its worlds, and the browser is asked once", async () => {
  const { cdp, worlds } = page({ frame: { id: "main" } });
  expect(IsolatedWorlds.of(cdp)).toBe(worlds);
  await settle();
  expect(cdp.sent.map(({ method }) => method)).toEqual(["Page.getFrameTree"]);
});
