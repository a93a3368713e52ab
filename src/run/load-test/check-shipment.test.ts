import { describe, expect, it } from "vitest";
import { resolveOptions } from "../../config/resolve-options.js";
import { checkShipment } from "./check-shipment.js";

const loadedWith = (values: Readonly<Record<string, unknown>>, stages = 1) => ({
  plan: {
    kind: "closed" as const,
    version: 1,
    initialUsers: 1,
    stages: Array.from({ length: stages }, () => ({ durationMs: 1000, users: 1 })),
  },
  throttles: [],
  assets: [],
  pools: { assigned: [] },
  options: resolveOptions([{ origin: "code", values }]),
});

describe("what is sent to nodes", () => {
  it("is refused before the start when it exceeds what a node accepts", () => {
    expect(() => checkShipment(loadedWith({ options: { key: "\ud800".repeat(5000) } }, 1000))).not.toThrow();
    expect(() => checkShipment(loadedWith({}, 1001))).toThrow("there are 1,001 stages, and a node takes at most 1,000");
    expect(() => checkShipment(loadedWith({ options: { key: "x".repeat(9e6) } }))).toThrow(
      /the options have 9,000,010 bytes as JSON/,
    );
  });
});
