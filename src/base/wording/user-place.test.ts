import { describe, expect, it } from "vitest";
import { userPlace } from "./user-place.js";

const thrown = (...frames: readonly string[]) => {
  const error = new Error("no");
  error.stack = ["Error: no", ...frames.map((frame) => `    at ${frame}`)].join("\n");
  return error;
};

describe("the place where a user's code threw", () => {
  it("is the first frame in one of their files", () => {
    expect(userPlace(thrown("file:///home/a/x.scenario.ts:3:9", "run (/home/a/y.ts:1:1)"))).toBe("/home/a/x.scenario.ts:3:9");
    expect(userPlace(thrown("Object.config (file:///home/a b/x.ts:3:9)"))).toBe("/home/a b/x.ts:3:9");
  });

  it("is not in packages, in Node, or in LiveLoad", () => {
    const own = new URL("errors.ts", import.meta.url).href;
    expect(userPlace(thrown("/a/node_modules/b/c.js:1:1", `f (${own}:1:1)`, "node:fs:1:1", "/a/x.ts:2:2"))).toBe("/a/x.ts:2:2");
  });

  it("is not in a bundle without a source map", () => {
    expect(userPlace(thrown("/tmp/live-load-module-a1/bundle.mjs:1:1", "/a/x.ts:2:2"))).toBe("/a/x.ts:2:2");
  });

  it("is unknown without a stack", () => {
    expect(userPlace("no")).toBeUndefined();
    expect(userPlace(thrown())).toBeUndefined();
  });
});
