import { expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { InitScripts } from "./init-scripts.js";

it("has scripts in pages and frames that come later, and takes them back from all", async () => {
  const scripts = new InitScripts();
  const session = () => {
    const cdp = new FakeCdpSession();
    cdp.onSend = () => ({ identifier: "7" });
    return cdp;
  };
  const [page, popup, gone] = [session(), session(), session()];
  const added = (cdp: FakeCdpSession) =>
    cdp.sent.filter(({ method }) => method === "Page.addScriptToEvaluateOnNewDocument").length;
  await scripts.follow(page);
  await scripts.follow(gone);
  const remove = await scripts.add("a()");
  await scripts.follow(popup);
  expect([added(page), added(popup)]).toEqual([1, 1]);
  scripts.gone(gone);
  await remove();
  await scripts.follow(session());
  const removed = { method: "Page.removeScriptToEvaluateOnNewDocument", params: { identifier: "7" } };
  expect([page.sent.at(-1), popup.sent.at(-1)]).toEqual([removed, removed]);
  expect(gone.sent.map(({ method }) => method)).not.toContain(removed.method);
});
