import { describe, expect, it } from "vitest";
import { debugged } from "../../test/fixtures/debugged.js";
import { maskSecrets } from "../base/secrets/mask-secrets.js";
import { FrameLog } from "./frame-log.js";

describe("the log of a connection's frames", () => {
  it("writes what is sent and received, and how the connection ends", () => {
    const lines = debugged("channel");
    const log = new FrameLog({ peer: "shop-1" });
    log.sent('{"t":"ping"}');
    log.received('{"t":"pong"}');
    log.sentBinary(new Uint8Array(3));
    log.receivedBinary(new Uint8Array(4));
    log.closed(1000, "");
    log.closed(4000, "silent");
    expect(lines).toEqual([
      'channel → shop-1 {"t":"ping"}',
      'channel ← shop-1 {"t":"pong"}',
      "channel → shop-1 3 bytes",
      "channel ← shop-1 4 bytes",
      "channel shop-1 closed with 1000",
      "channel shop-1 closed with 4000: silent",
    ]);
  });

  it("leaves out excluded notifications and the content of files", () => {
    const lines = debugged("channel");
    const log = new FrameLog({ peer: "shop-1", leaveOut: ["node.debug"] });
    log.sent('{"t":"msg","m":"node.debug","p":{"lines":[]}}');
    log.sent('{"t":"ok","id":1,"p":{"base64":"c2VjcmV0"}}');
    log.sent('{"t":"msg","m":"node.debugged","p":{}}');
    expect(lines).toEqual([
      'channel → shop-1 {"t":"ok","id":1,"p":{"base64":(8 characters)}}',
      'channel → shop-1 {"t":"msg","m":"node.debugged","p":{}}',
    ]);
  });

  it("learns secrets from the frames, so that later lines have them masked", () => {
    const lines = debugged("channel");
    const log = new FrameLog({ peer: "runner" });
    log.received('{"t":"ok","id":1,"p":{"rows":[{"password":"frameSecret7"}]}}');
    log.received("not a frame, with frameSecret7");
    expect(lines.join()).not.toContain("frameSecret7");
    expect(maskSecrets("later frameSecret7")).toBe("later ***");
  });

  it("does nothing while it is off", () => {
    const lines = debugged("cdp");
    const log = new FrameLog({ peer: "runner" });
    log.received('{"p":{"password":"unseenSecret8"}}');
    expect(lines).toEqual([]);
    expect(maskSecrets("later unseenSecret8")).toContain("unseenSecret8");
  });
});
