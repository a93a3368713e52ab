import { describe, expect, it } from "vitest";
import { type OptionLayer, resolveOptions } from "./resolve-options.js";

const flag = (values: Readonly<Record<string, unknown>>): OptionLayer => ({ origin: "flag", values });
const scenario = (values: Readonly<Record<string, unknown>>): OptionLayer => ({ origin: "scenario", values });
const valuesOf = (...layers: OptionLayer[]) => resolveOptions(layers).values;

describe("the options of every user's network", () => {
  it("leave it as it is by default", () => {
    const { block, network } = valuesOf();
    expect([block, network]).toEqual([[], undefined]);
  });

  it("block requests by URL, glob, regular expression, resource type and to other sites", () => {
    const { block } = valuesOf(
      scenario({ block: ["**/analytics/**", /\/ads\//gi, { pattern: "^https" }, "image", "third-party", "http://x.test/a"] }),
    );
    expect(block).toEqual([
      "**/analytics/**",
      { pattern: "\\/ads\\/", flags: "i" },
      { pattern: "^https", flags: "" },
      "image",
      "third-party",
      "http://x.test/a",
    ]);
    expect(valuesOf(flag({ block: [" Image ", "**/{a,b}/**"] })).block).toEqual(["image", "**/{a,b}/**"]);
    expect(valuesOf(scenario({ block: /x/ })).block).toEqual([{ pattern: "x", flags: "" }]);
  });

  it.each([
    ["4g", { downloadKbps: 8100, uploadKbps: 1350, latencyMs: 165 }],
    ["Slow-3G", { downloadKbps: 400, uploadKbps: 400, latencyMs: 2000 }],
    ["5000/1000/40.5", { downloadKbps: 5000, uploadKbps: 1000, latencyMs: 40.5 }],
    [
      { latencyMs: 0, uploadKbps: 0.5 },
      { latencyMs: 0, uploadKbps: 0.5 },
    ],
  ])("slow it down to %j", (network, figures) => {
    expect(valuesOf(flag({ network })).network).toEqual(figures);
  });

  it.each([
    [{ block: ["images"] }, '--block is "images", but it takes a URL, a glob such as "**/analytics/**"', 'did you mean "image"?'],
    [{ block: "thirdparty" }, '--block is "thirdparty"', 'did you mean "third-party"?'],
    [{ block: [{ pattern: "(" }] }, "--block is ", undefined],
    [{ block: [{ regExp: "a" }] }, "--block is ", undefined],
    [{ block: 5 }, "--block is 5", undefined],
    [{ network: "5g" }, '--network is "5g", but it takes slow-3g, fast-3g, slow-4g, 4g, "download/upload/latency"', undefined],
    [{ network: "0/1/1" }, '--network is "0/1/1"', undefined],
    [{ network: { downloadKbps: 0 } }, "--network is", undefined],
    [{ network: { latencyMs: 60_001 } }, "--network is", undefined],
    [{ network: { download: 5 } }, "--network is", undefined],
    [{ network: {} }, "--network is", undefined],
  ])("are refused for %j", (values, message, hint) => {
    expect(() => valuesOf(flag(values))).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        message: expect.stringContaining(message),
        ...(hint === undefined ? {} : { hint: expect.stringContaining(hint) }),
      }),
    );
  });
});
