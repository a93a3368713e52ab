import { describe, expect, it } from "vitest";
import { gatewayOf } from "./docker-network.js";

describe("the engine's address in a network", () => {
  it.each([
    ["named by the engine", [{ Subnet: "172.17.0.0/16", Gateway: "172.17.0.5" }], "172.17.0.5"],
    ["named with the length of the subnet", [{ Gateway: "10.1.0.1/24" }], "10.1.0.1"],
    ["the first of the subnet when a new engine does not name it", [{ Subnet: "172.17.0.0/16" }], "172.17.0.1"],
    ["unknown in a network without one", [], undefined],
    ["unknown in a network of IPv6 alone", [{ Subnet: "fd00::/64" }], undefined],
  ])("is %s", (_, configs, address) => {
    expect(gatewayOf(configs)).toBe(address);
  });
});
