import { expect, it } from "vitest";
import { FakeCdpSession } from "../../../../test/fixtures/fake-cdp-session.js";
import { FrameTree } from "./frame-tree.js";

/** A tree, its page's session, and what listeners have heard. */
function scene() {
  const tree = new FrameTree("main");
  const page = new FakeCdpSession();
  tree.follow(page);
  const heard: string[] = [];
  tree.listen({
    attached: ({ id }) => heard.push(`${id} attached`),
    navigated: ({ id, url }) => heard.push(`${id} at ${url}`),
    detached: ({ id }) => heard.push(`${id} detached`),
  });
  const attach = (frameId: string, parentFrameId = "main") => page.emit("Page.frameAttached", { frameId, parentFrameId });
  return { tree, page, heard, attach };
}

it("keeps the same frame for each id, with its name, address, parent and children", () => {
  const { tree, page, heard, attach } = scene();
  page.emit("Page.frameNavigated", { frame: { id: "main", url: "http://site.test/", urlFragment: "#top" } });
  attach("pay");
  page.emit("Page.frameNavigated", { frame: { id: "pay", parentId: "main", name: "payment", url: "http://site.test/pay" } });
  attach("card", "pay");
  const pay = tree.byId("pay");
  expect(tree.all.map(({ id }) => id)).toEqual(["main", "pay", "card"]);
  expect(pay).toMatchObject({ name: "payment", url: "http://site.test/pay", parent: tree.main, isDetached: false });
  expect(pay?.children).toEqual([tree.byId("card")]);
  page.emit("Page.navigatedWithinDocument", { frameId: "pay", url: "http://site.test/pay#done" });
  expect(tree.byId("pay")).toBe(pay);
  // Another document has none of the frames.
  page.emit("Page.frameNavigated", { frame: { id: "main", url: "http://site.test/next" } });
  expect([tree.all.length, pay?.isDetached]).toEqual([1, true]);
  expect(heard.slice(-4)).toEqual([
    "pay at http://site.test/pay#done",
    "card detached",
    "pay detached",
    "main at http://site.test/next",
  ]);
});

it("follows a frame into a process of its own and back, and tells when it is gone there", async () => {
  const { tree, page, heard, attach } = scene();
  attach("far");
  const own = new FakeCdpSession();
  tree.follow(own);
  page.emit("Page.frameDetached", { frameId: "far", reason: "swap" });
  own.emit("Page.frameNavigated", { frame: { id: "far", url: "http://other.test/" } });
  const far = tree.byId("far");
  expect(far).toMatchObject({ url: "http://other.test/", isDetached: false });
  page.onSend = () => ({ frameTree: { frame: { id: "main" }, childFrames: [{ frame: { id: "far" } }] } });
  await tree.gone(own);
  expect(far?.isDetached).toBe(false);
  page.onSend = () => ({ frameTree: { frame: { id: "main" } } });
  await tree.gone(own);
  expect(far?.isDetached).toBe(true);
  expect(heard).toEqual(["far attached", "far at http://other.test/", "far detached"]);
});
