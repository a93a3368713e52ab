import { describe, expect, it } from "vitest";
import type { InteractionAdapter, WireMessage } from "../interaction-adapter.js";
import { gradio } from "./gradio.js";
import { nicegui } from "./nicegui.js";
import { panel } from "./panel.js";
import { protobufMessage } from "./protobuf.js";
import { shiny } from "./shiny.js";
import { streamlit } from "./streamlit.js";

const request = (url: string, text = ""): WireMessage => {
  return { channel: "request", url: `http://site.test${url}`, method: "POST", text, isBinary: false, headers: {} };
};

/** A socket to which messages are sent and from which they are received. */
function socket(adapter: InteractionAdapter, path: string) {
  const connection = {};
  const message = (content: string | Buffer): WireMessage => {
    const isBinary = typeof content !== "string";
    const text = isBinary ? content.toString("base64") : content;
    return { channel: "socket", url: `ws://site.test${path}`, method: "", text, isBinary, headers: {}, connection };
  };
  return {
    sent: (content: string | Buffer) => adapter.sent?.(message(content)),
    received: (content: string | Buffer) => adapter.received?.(message(content)),
  };
}

/** A Protocol Buffers message of short fields: numbers below 128, texts and messages below 128 bytes. */
function protobuf(fields: readonly (readonly [field: number, value: number | string | Buffer])[]): Buffer {
  return Buffer.concat(
    fields.map(([field, value]) => {
      if (typeof value === "number") return Buffer.from([field * 8, value]);
      const bytes = Buffer.from(value);
      return Buffer.concat([Buffer.from([field * 8 + 2, bytes.length]), bytes]);
    }),
  );
}

describe("streamlit", () => {
  const rerun = (...fields: Parameters<typeof protobuf>[0]) => protobuf([[11, protobuf(fields)]]);
  const element = (hash: string, path = "\0") =>
    protobuf([
      [1, hash],
      [2, protobuf([[2, path]])],
      [5, "element"],
    ]);
  const starts = (...fragments: readonly string[]) =>
    protobuf([
      [2, protobuf([[6, protobuf(fragments.map((id) => [2, id] as const))]])],
      [4, protobuf([[3, "app"]])],
    ]);
  const finished = (status: number) => protobuf([[6, status]]);

  it("takes elements that differ for the answer, and the end of the script for its end", () => {
    const { sent, received } = socket(streamlit, "/_stcore/stream");
    expect(received(element("a"))?.role).toBe("answer");
    const { ids, ...action } = sent(rerun([1, "query"])) ?? {};
    expect(action).toEqual({ role: "action", answer: "messages" });
    expect(received(starts())).toEqual({ role: "other" });
    expect(received(element("a"))).toEqual({ role: "other" });
    expect(received(element("b"))).toEqual({ role: "answer", ids });
    expect(received(element("b", "\u0001"))).toEqual({ role: "answer", ids });
    expect(received(finished(2))).toEqual({ role: "other" });
    expect(received(finished(0))).toEqual({ role: "end", ids });
  });

  it("does not take a run for the answer that began before the input, or runs another fragment", () => {
    const { sent, received } = socket(streamlit, "/_stcore/stream");
    received(starts());
    const { ids } = sent(rerun()) ?? {};
    expect(received(finished(0))?.ids).not.toEqual(ids);
    received(starts("clock"));
    expect(received(element("b"))?.ids).not.toEqual(ids);
    received(starts());
    expect(received(finished(0))?.ids).toEqual(ids);
    const { ids: ofFragment } = sent(rerun([5, "clock"])) ?? {};
    received(starts("clock"));
    expect(received(finished(3))).toEqual({ role: "end", ids: ofFragment });
  });

  it("leaves out reruns by themselves, other messages and other sockets", () => {
    const { sent, received } = socket(streamlit, "/_stcore/stream");
    expect(sent(rerun([6, 1]))).toEqual({ role: "other" });
    expect(sent(protobuf([[17, 1]]))).toEqual({ role: "other" });
    expect(received(protobuf([[26, 1]]))).toEqual({ role: "other" });
    expect(received(Buffer.from([0x2a, 0x7f]))).toEqual({ role: "other" });
    expect(socket(streamlit, "/live").sent(rerun())).toBeUndefined();
  });
});

describe("a message of Protocol Buffers", () => {
  it("is read by the numbers of its fields, whatever their types", () => {
    const fixed = Buffer.from([9 * 8 + 1, 1, 2, 3, 4, 5, 6, 7, 8, 10 * 8 + 5, 1, 2, 3, 4]);
    const long = Buffer.from([7 * 8, 0x96, 0x01]);
    const message = protobufMessage(
      Buffer.concat([
        fixed,
        long,
        protobuf([
          [3, "text"],
          [3, "last"],
        ]),
      ]).toString("base64"),
    );
    expect(message?.number(7)).toBe(150);
    expect(message?.text(3)).toBe("last");
    expect(message?.texts(3)).toEqual(["text", "last"]);
    expect([message?.has(9), message?.has(10), message?.has(1)]).toEqual([true, true, false]);
    expect([message?.number(1), message?.text(1), message?.message(7)]).toEqual([0, "", undefined]);
  });

  it("is none when it ends too early", () => {
    expect(protobufMessage(Buffer.from([3 * 8 + 2, 9, 1]).toString("base64"))).toBeUndefined();
    expect(protobufMessage(Buffer.from([3 * 8 + 4]).toString("base64"))).toBeUndefined();
  });
});

describe("gradio", () => {
  const url = "/gradio_api/queue/join?";
  const events = (text: string): WireMessage => ({
    ...request("/gradio_api/queue/data?session_hash=a"),
    channel: "events",
    text,
  });

  it("waits for the last message about the event that the queue has accepted", () => {
    const body = JSON.stringify({ data: [], fn_index: 4, trigger_id: 16, session_hash: "a" });
    expect(gradio.sent?.(request(url, body))).toEqual({ role: "action", answer: "messages", purpose: "function 4 of 16" });
    expect(gradio.reads?.(request(url))).toBe(true);
    expect(gradio.received?.({ ...request(url), channel: "response", text: '{"event_id":"e1"}' })).toEqual({
      role: "other",
      ids: ["e1"],
    });
    const role = (msg: string) => gradio.received?.(events(JSON.stringify({ msg, event_id: "e1" })));
    expect(role("process_starts")).toEqual({ role: "other" });
    expect(role("process_generating")).toEqual({ role: "answer", ids: ["e1"] });
    expect(role("process_completed")).toEqual({ role: "end", ids: ["e1"] });
  });

  it("leaves other requests alone, and its own stream out", () => {
    expect(gradio.sent?.(request("/gradio_api/queue/data?session_hash=a"))).toEqual({ role: "other" });
    expect(gradio.sent?.(request("/gradio_api/upload"))).toBeUndefined();
    expect(gradio.received?.(events("no JSON"))).toEqual({ role: "other" });
  });
});

describe("shiny", () => {
  it("takes values for the answer, and those after it has become idle for the end", () => {
    const { sent, received } = socket(shiny, "/websocket/");
    expect(sent('{"method":"update","data":{"inc:shiny.action":1}}')).toEqual({ role: "action", answer: "messages" });
    expect(received('{"busy": "busy"}')).toEqual({ role: "other" });
    expect(received('{"values": {"b": 1, "a": 2}, "inputMessages": [], "errors": {}}')).toEqual({
      role: "answer",
      purpose: "a b",
    });
    expect(received('{"busy": "idle"}')).toEqual({ role: "other" });
    expect(received('{"values": {}, "inputMessages": [], "errors": {}}')).toEqual({ role: "end" });
    expect(received('{"values": {"a": 1}, "errors": {}}')).toEqual({ role: "answer", purpose: "a" });
  });

  it("leaves out what the page reports by itself, and other sockets", () => {
    const { sent, received } = socket(shiny, "/websocket/");
    expect(sent('{"method":"update","data":{".clientdata_output_a_hidden":false}}')).toEqual({ role: "other" });
    expect(sent('{"method":"init","data":{}}')).toEqual({ role: "other" });
    expect(sent('{"type":"hello"}')).toBeUndefined();
    expect(received('{"type":"hello"}')).toBeUndefined();
  });
});

describe("nicegui", () => {
  it("takes updates for answers, by the elements that they update", () => {
    const { sent, received } = socket(nicegui, "/_nicegui_ws/socket.io/?EIO=4");
    expect(sent('42["event",{"id":5,"listener_id":"a","args":[]}]')).toEqual({ role: "action" });
    expect(sent('42["ack",{"next_message_id":1}]')).toEqual({ role: "other" });
    expect(sent("3")).toEqual({ role: "other" });
    expect(received('42["update",{"6":{"text":"1"},"_id":0}]')).toEqual({ role: "answer", purpose: "update 6" });
    expect(received('42["open",{"path":"/second"}]')).toEqual({ role: "answer" });
    expect(received("2")).toEqual({ role: "other" });
    expect(socket(nicegui, "/socket.io/?EIO=4").sent('42["event",{}]')).toBeUndefined();
  });
});

describe("panel", () => {
  it("takes patches for answers, and not what acknowledges an input", () => {
    const { sent, received } = socket(panel, "/ws");
    expect(sent('{"msgid":"A","msgtype":"PATCH-DOC"}')).toEqual({ role: "other" });
    expect(sent("{}")).toEqual({ role: "other" });
    const patch = (event: object) => JSON.stringify({ events: [event] });
    expect(sent(patch({ kind: "MessageSent", msg_type: "bokeh_event" }))).toEqual({ role: "action" });
    expect(sent(patch({ kind: "ModelChanged", model: { id: "p1" }, attr: "value_input" }))).toEqual({ role: "other" });
    expect(received('{"msgid": "p2", "msgtype": "OK", "reqid": "A"}')).toEqual({ role: "other" });
    expect(received(patch({ kind: "ModelChanged", model: { id: "p1" }, attr: "text" }))).toEqual({
      role: "answer",
      purpose: "ModelChanged p1 text",
    });
    expect(sent('{"type":"hello"}')).toBeUndefined();
  });
});
