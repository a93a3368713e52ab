import { describe, expect, it } from "vitest";
import { isCrash, pushedEvent, reply } from "./channel-frame.js";

const frame = (...parts: unknown[]): string => JSON.stringify(parts);

describe("a pushed event", () => {
  it.each([
    ["click", { type: "click", event: "inc", value: { value: "" } }],
    ["form", { type: "form", event: "validate", value: "name=Ada&type=x" }],
    ["hook", { type: "hook", event: "load", value: {}, cid: 3 }],
  ])("is recognized, with its ref and its cause: %s", (type, payload) => {
    expect(pushedEvent(frame("4", "7", "lv:phx-F1", "event", payload))).toEqual(["7", type]);
  });

  it("has an unknown cause if the payload does not start with it", () => {
    expect(pushedEvent(frame("4", "7", "lv:phx-F1", "event", { event: "inc", type: "click" }))).toEqual(["7", "unknown"]);
  });

  it.each([
    ["a join", frame("4", "4", "lv:phx-F1", "phx_join", {})],
    ["a live patch", frame("4", "7", "lv:phx-F1", "live_patch", { url: "/" })],
    ["another channel", frame("4", "7", "room:1", "event", { type: "click" })],
    ["a heartbeat", frame(null, "9", "phoenix", "heartbeat", {})],
    ["an event on an upload's channel", frame("4", "7", "lvu:0", "event", {})],
    ["a text that is not a frame", "hello"],
    ["nothing", ""],
  ])("is not %s", (_what, text) => {
    expect(pushedEvent(text)).toBeUndefined();
  });
});

describe("a reply", () => {
  const payloads = [
    ["whatever the order of its keys", { status: "ok", response: { diff: { 0: "1" } } }],
    ["as Elixir orders them", { response: { diff: { 0: "1" } }, status: "ok" }],
    ["with components only", { response: { diff: { c: { 1: { 0: "x" } } } }, status: "ok" }],
    ["of megabytes", { response: { diff: { 0: "x".repeat(2_000_000) } }, status: "ok" }],
  ] as const;
  it.each(payloads)("that patches is recognized %s", (_what, payload) => {
    expect(reply(frame("4", "7", "lv:phx-F1", "phx_reply", payload))).toEqual({ ref: "7", ok: true, patches: true });
  });

  it.each([
    ["nothing", {}],
    ["a title", { diff: { t: "Title" } }],
    ["events", { diff: { e: [["highlight", { 0: 1 }]] } }],
    ["an answer to a hook", { diff: { r: { 0: 1 } } }],
    ["a navigation", { live_redirect: { kind: "push", to: "/" } }],
  ])("with %s patches nothing", (_what, response) => {
    expect(reply(frame("4", "7", "lv:phx-F1", "phx_reply", { response, status: "ok" }))).toEqual({
      ref: "7",
      ok: true,
      patches: false,
    });
  });

  it("may report an error", () => {
    const text = frame("4", "7", "lv:phx-F1", "phx_reply", { response: { reason: "stale" }, status: "error" });
    expect(reply(text)).toMatchObject({ ref: "7", ok: false });
  });

  it.each([
    ["a diff that the server pushed", frame("4", null, "lv:phx-F1", "diff", { 0: "1" })],
    ["the reply of another channel", frame("4", "7", "room:1", "phx_reply", { status: "ok", response: {} })],
    ["no frame", "[".repeat(1000)],
  ])("is not %s", (_what, text) => {
    expect(reply(text)).toBeUndefined();
  });
});

describe("a crash", () => {
  it("is recognized in a handler and on mount", () => {
    expect(isCrash(frame("4", "4", "lv:phx-F1", "phx_error", {}))).toBe(true);
    expect(isCrash(frame("4", null, "lv:phx-F1", "phx_error", {}))).toBe(true);
    const joinReply = { response: { reason: "join crashed" }, status: "error" };
    expect(isCrash(frame("4", "4", "lv:phx-F1", "phx_reply", joinReply))).toBe(true);
  });

  it.each([
    ["a join that was refused", frame("4", "4", "lv:phx-F1", "phx_reply", { response: { reason: "stale" }, status: "error" })],
    ["another channel's", frame("4", null, "room:1", "phx_error", {})],
    ["the content of a page", frame("4", null, "lv:phx-F1", "diff", { 0: 'phx_error, "reason":"join crashed"' })],
  ])("is not %s", (_what, text) => {
    expect(isCrash(text)).toBe(false);
  });
});
