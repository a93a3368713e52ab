import { describe, expect, it } from "vitest";
import { PageOperationError } from "../../../scenario/page-port.js";
import { type CommandSender, ProtocolSession } from "../protocol/protocol-session.js";
import { readLeftOrigins } from "./left-origins.js";
import type { UserTargets } from "./user-targets.js";

const STORED = { localStorage: [{ name: "a", value: "1" }], sessionStorage: [] };

/** Reads three origins in a page in which `onSick` happens at the second one. */
function read(onSick: (session: ProtocolSession) => unknown) {
  let url = "";
  const sender: CommandSender = {
    send: async ({ method, params, session }) => {
      if (method === "Page.navigate") url = (params as { readonly url: string }).url;
      if (method !== "Runtime.evaluate") return {};
      return url === "http://sick.test/" ? onSick(session) : { result: { value: STORED } };
    },
    want: () => {},
    session: (id, parent) => new ProtocolSession(sender, id, parent),
  };
  const targets = { open: async () => ({ session: new ProtocolSession(sender, "page") }) } as unknown as UserTargets;
  return readLeftOrigins({ targets, browserContextId: "context" }, ["http://a.test", "http://sick.test", "http://b.test"]);
}

describe("the storage of origins that no page shows", () => {
  it("leaves out an origin that cannot be read", async () => {
    const storages = await read(() => ({ exceptionDetails: { text: "Uncaught SecurityError" } }));
    expect(storages).toEqual([
      { origin: "http://a.test", ...STORED },
      { origin: "http://b.test", ...STORED },
    ]);
  });

  it("cannot be read without the page", async () => {
    const gone = new PageOperationError("closed", "the page is gone");
    const reading = read((session) => {
      session.end(gone);
      throw gone;
    });
    await expect(reading).rejects.toBe(gone);
  });
});
