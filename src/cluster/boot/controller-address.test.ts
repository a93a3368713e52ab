import { describe, expect, it } from "vitest";
import { controllerAddress } from "./controller-address.js";

const addressOf = (
  options: Parameters<typeof controllerAddress>[0],
  reach?: ReturnType<Parameters<typeof controllerAddress>[1]>,
) => {
  const { host, port, security, urlOf } = controllerAddress(options, () => reach);
  return [host, port, security.kind, urlOf(4711)];
};
const certificate = { cert: "C", key: "K" };
const bridge = { listenHost: "172.17.0.1", advertiseHost: "host.docker.internal" };

describe("the controller's address", () => {
  it("is on the loopback interface and unencrypted by default", () => {
    expect(addressOf({})).toEqual(["127.0.0.1", 0, "none", "ws://127.0.0.1:4711/agent"]);
    expect(addressOf({ listen: "[::1]:9000" })).toEqual(["::1", 9000, "none", "ws://[::1]:4711/agent"]);
    expect(addressOf({ listen: ":9000" })).toEqual(["127.0.0.1", 9000, "none", "ws://127.0.0.1:4711/agent"]);
  });

  it("is encrypted with the nodes' keys on any other interface", () => {
    expect(addressOf({ listen: "10.0.0.5" })).toEqual(["10.0.0.5", 0, "psk", "wss+psk://10.0.0.5:4711/agent"]);
    expect(addressOf({ listen: "0.0.0.0:9000", advertise: "load.example.com" })).toEqual([
      "0.0.0.0",
      9000,
      "psk",
      "wss+psk://load.example.com:4711/agent",
    ]);
    expect(addressOf({ listen: "0.0.0.0:9000", advertise: "load.example.com:443" })[3]).toBe(
      "wss+psk://load.example.com:443/agent",
    );
  });

  it("is what the backend needs unless the user overrides it", () => {
    expect(addressOf({}, bridge)).toEqual(["172.17.0.1", 0, "psk", "wss+psk://host.docker.internal:4711/agent"]);
    expect(addressOf({ listen: "10.0.0.5" }, bridge)[3]).toBe("wss+psk://10.0.0.5:4711/agent");
    expect(addressOf({ advertise: "10.0.0.5" }, bridge)).toEqual(["172.17.0.1", 0, "psk", "wss+psk://10.0.0.5:4711/agent"]);
  });

  it("uses the certificate if there is one", () => {
    expect(addressOf({ listen: "10.0.0.5", certificate })).toEqual(["10.0.0.5", 0, "certificate", "wss://10.0.0.5:4711/agent"]);
  });

  it("can be that of a proxy, which terminates the encryption", () => {
    expect(addressOf({ listen: "127.0.0.1:9000", advertise: "wss://load.example.com" })).toEqual([
      "127.0.0.1",
      9000,
      "none",
      "wss://load.example.com/agent",
    ]);
  });

  it.each([
    [{ listen: "0.0.0.0" }, "advertise"],
    [{ listen: "a b" }, "listen"],
    [{ listen: "127.0.0.1:99999" }, "listen"],
    [{ listen: "" }, "listen"],
    [{ advertise: "wss://load.example.com/liveload" }, "advertise"],
    [{ advertise: "http://load.example.com" }, "advertise"],
  ])("refuses %j", (options, option) => {
    expect(() => controllerAddress(options, () => undefined)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", details: expect.objectContaining({ option }) }),
    );
  });
});
