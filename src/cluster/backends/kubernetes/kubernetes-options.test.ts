import { describe, expect, it } from "vitest";
import { packageVersion } from "../../../base/package-version.js";
import { connectKubernetes } from "./kubernetes-client.js";
import { parseKubernetesOptions } from "./kubernetes-options.js";

const GIB = 1024 ** 3;

describe("the options of the kubernetes backend", () => {
  it("have sensible defaults", () => {
    expect(parseKubernetesOptions({})).toEqual({
      image: `live-load:${packageVersion()}`,
      pull: "missing",
      nodes: { cpus: 2, memoryBytes: 4 * GIB },
      namespace: undefined,
      kubeconfig: undefined,
      context: undefined,
      podTemplate: undefined,
      shmSizeBytes: GIB,
      serviceAccount: "live-load",
      waitForRoomMs: 10_000,
    });
  });

  it("accept text from the command line", () => {
    const options = { nodes: { cpus: "0.5", memory: "1GiB" }, shmSize: "256MiB", waitForRoom: "5m", namespace: "load-tests" };
    expect(parseKubernetesOptions(options)).toMatchObject({
      nodes: { cpus: 0.5, memoryBytes: GIB },
      shmSizeBytes: GIB / 4,
      waitForRoomMs: 300_000,
      namespace: "load-tests",
    });
  });

  it("keep shared memory within the pod's memory", () => {
    expect(parseKubernetesOptions({ nodes: { memory: "1GiB" } }).shmSizeBytes).toBe(GIB / 2);
  });

  it.each([
    [{ image: " " }, "image", "the name of an image"],
    [{ pull: "sometimes" }, "pull", "missing, always, never"],
    [{ namespace: "Load Tests" }, "namespace", "lower case letters"],
    [{ nodes: { cpus: 0 } }, "nodes.cpus", "a number of CPUs"],
    [{ waitForRoom: "soon" }, "waitForRoom", "a duration"],
    [{ podTemplate: 7 }, "podTemplate", "a pod template, or the path of one"],
    [{ kubeconfig: "" }, "kubeconfig", "the path of a kubeconfig"],
  ])("are rejected by name: %j", (options, name, allowed) => {
    const parse = () => parseKubernetesOptions(options);
    expect(parse).toThrow(expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(allowed) }));
    expect(parse).toThrow(expect.objectContaining({ details: expect.objectContaining({ option: `backendOptions.${name}` }) }));
  });

  it("come with a suggestion for unknown names", () => {
    expect(() => parseKubernetesOptions({ nameSpace: "x" })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("namespace") }),
    );
  });
});

describe("the kubeconfig", () => {
  it("is named when KUBECONFIG points to no file, and no other is used instead", async () => {
    const env = { KUBECONFIG: "/nonexistent", HOME: "/root" };
    await expect(connectKubernetes(parseKubernetesOptions({}), env)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: "KUBECONFIG names /nonexistent, where there is no file",
    });
  });
});
