import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { ReadAnswers } from "./read-answers.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const STREAM = { mimeType: "text/event-stream", at: 1 };

function reader(onSend: FakeCdpSession["onSend"]) {
  const cdp = new FakeCdpSession();
  cdp.onSend = onSend;
  const events: string[] = [];
  const answers = new ReadAnswers({ event: (_, { data }, at) => events.push(`${data} at ${at}`), body: () => {} });
  return { cdp, answers, events };
}

describe("the events of a stream", () => {
  it("are read in their order, also when more of it is told before what the browser had kept", async () => {
    const { cdp, answers, events } = reader(() => ({ bufferedData: base64("data: one\n\nda") }));
    answers.read(cdp, "stream", STREAM);
    answers.arrived("stream", base64("ta: two\n\n"), 2);
    await expect.poll(() => events.length).toBe(2);
    answers.arrived("stream", base64("event: named\r\ndata: three\r\n\r\n"), 3);
    expect(events).toEqual(["one at 2", "two at 2", "three at 3"]);
  });

  it("are read from the whole answer when it has ended before it could be followed", async () => {
    const { cdp, answers, events } = reader((method) => {
      if (method === "Network.getResponseBody") return { body: "data: one\n\ndata: two\n\n", base64Encoded: false };
      throw new Error("Request with the provided ID has already finished loading");
    });
    answers.read(cdp, "stream", STREAM);
    answers.arrived("stream", undefined, 2);
    answers.ended("stream", 3);
    await expect.poll(() => events).toEqual(["one at 2", "two at 2"]);
  });
});
