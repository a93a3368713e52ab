import { expect, it } from "vitest";
import type { CdpSession } from "./cdp-session.js";
import { Exchanges } from "./network/exchanges.js";
import { HeardMessages } from "./page-messages.js";

it("tells of navigations within the main frame's document, not within those of other frames", () => {
  const handlers = new Map<string, (params: object) => void>();
  const cdp = {
    on: (event: string, listener: (params: object) => void) => handlers.set(event, listener),
  } as unknown as CdpSession;
  const messages = new HeardMessages(new Exchanges());
  messages.followPage(cdp);
  const heard: string[] = [];
  messages.listen({ reached: (state) => heard.push(state) });
  const tell = (event: string, params: object) => handlers.get(event)?.(params);
  tell("Page.frameNavigated", { frame: { id: "main" } });
  tell("Page.frameNavigated", { frame: { id: "ad", parentId: "main" } });
  tell("Page.navigatedWithinDocument", { frameId: "ad" });
  expect(heard).toEqual(["navigated"]);
  tell("Page.navigatedWithinDocument", { frameId: "main" });
  expect(heard).toEqual(["navigated", "navigated"]);
});
