import { describe, expect, it } from "vitest";
import { resolveOptions } from "../../config/resolve-options.js";
import { defineScenario } from "../../scenario/authoring/define-scenario.js";
import { userNetworkOf } from "./user-network.js";

const scenario = defineScenario({ name: "site", run: () => undefined });
const networkOf = (values: Readonly<Record<string, unknown>>, config: unknown = { baseUrl: "http://www.shop.test:4000/de/" }) =>
  userNetworkOf({ scenario, config, options: resolveOptions([{ origin: "flag", values }]) });

describe("the network that nodes are told of", () => {
  it("is left out when it is an ordinary one", () => {
    expect(networkOf({})).toBeUndefined();
    expect(networkOf({ block: [] }, undefined)).toBeUndefined();
  });

  it("has resolved addresses, and the site's own hosts", () => {
    const block = ["/ads/*", "**/analytics/**", /x/i, "image", "third-party"];
    expect(networkOf({ block, network: "4g" })).toEqual({
      block: {
        globs: ["http://www.shop.test:4000/ads/*", "**/analytics/**"],
        patterns: [{ source: "x", flags: "i" }],
        types: ["image"],
        firstParty: ["shop.test"],
      },
      conditions: { downloadKbps: 8100, uploadKbps: 1350, latencyMs: 165 },
    });
  });

  it.each([
    [["third-party"], 'block contains "third-party", but the scenario\'s config has no valid baseUrl'],
    [["/ads/*"], 'block contains "/ads/*", but "/ads/" is relative, and the scenario\'s config has no valid baseUrl'],
    [["**/{a"], 'block contains "**/{a", but its url is "**/{a", whose braces do not match'],
  ])("is refused before the start for %j without a baseUrl", (block, message) => {
    expect(() => networkOf({ block }, {})).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(message) }),
    );
  });
});
