import { describe, expect, it } from "vitest";
import { nodesText } from "./wording.js";

describe("nodes in words", () => {
  it("counts nodes and their further processes apart", () => {
    expect(nodesText([{}])).toBe("1 node");
    expect(nodesText([{}, { host: "shop-1" }])).toBe("1 node, in 2 processes");
    expect(nodesText([{}, { host: "shop-1" }, {}, { host: "shop-2" }])).toBe("2 nodes, in 4 processes");
  });
});
