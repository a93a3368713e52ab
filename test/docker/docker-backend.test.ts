import { describe, expect, inject, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { newRunId } from "../../src/base/ids.js";
import { DockerBackend } from "../../src/cluster/backends/docker/docker-backend.js";
import { clusterBackendContract, launched, shownLine } from "../contract/cluster-backend.js";
import { specOf } from "../contract/cluster-backend-spec.js";
import { docker } from "./engine.js";
import { TINY } from "./images.js";

const noDocker = inject("noDocker");
const host = inject("dockerHost") ?? "";

const make = (runId: string, options: Readonly<Record<string, unknown>> = {}) =>
  new DockerBackend(
    { image: TINY, pull: "never", ...options },
    {
      runId,
      clock: systemClock,
      agentPath: "",
      execPath: "",
      platform: "linux",
      env: { DOCKER_HOST: host },
      expiresAt: 0,
      onWarning: () => {},
      onProgress: () => {},
    },
  );

describe.skipIf(noDocker)(`on a Docker Engine${noDocker === undefined ? "" : ` (${noDocker})`}`, () => {
  clusterBackendContract({ name: "docker", make });

  describe("the docker backend", () => {
    const inspect = (id: string, format: string) =>
      JSON.parse(docker(host, "inspect", "--format", `{{json ${format}}}`, id)) as unknown;

    it("gives a node its size and no privileges", async () => {
      const run = newRunId(systemClock.wallTime());
      const backend = make(run, { nodes: { cpus: "0.5", memory: "256MiB" } });
      const { id } = await launched(backend, run, [specOf(run, "a-1", "wait")]).ref("a-1");
      expect(inspect(id, ".HostConfig")).toMatchObject({
        NanoCpus: 5e8,
        Memory: 256 * 1024 ** 2,
        MemorySwap: 256 * 1024 ** 2,
        CapDrop: ["ALL"],
        SecurityOpt: ["no-new-privileges"],
        ReadonlyRootfs: true,
        Init: true,
        AutoRemove: false,
      });
      expect(inspect(id, ".Config")).toMatchObject({
        User: "65532:65532",
        Labels: { "liveload.run": run, "liveload.node": "a-1" },
      });
    });

    it("puts the nodes of a run into their own network, and removes it with them", async () => {
      const run = newRunId(systemClock.wallTime());
      const backend = make(run);
      await backend.preflight(new AbortController().signal);
      const networks = () =>
        docker(host, "network", "ls", "-q", "--filter", `label=liveload.run=${run}`).split("\n").filter(Boolean);
      expect(networks()).toHaveLength(1);
      expect(backend.reach().listenHost).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
      await backend.destroyAll(run);
      expect(networks()).toEqual([]);
    });

    it("passes on only the given environment variables", async () => {
      const run = newRunId(systemClock.wallTime());
      const backend = make(run);
      const nodes = launched(backend, run, [{ ...specOf(run, "a-1", "tell"), env: { MY_SETTING: "seven" } }]);
      const line = await shownLine(backend, await nodes.ref("a-1"), /^environment /);
      const environment = JSON.parse(line.slice(12)) as Record<string, string>;
      expect(environment).toMatchObject({ MY_SETTING: "seven", HOME: "/tmp" });
      expect(environment).not.toHaveProperty("DOCKER_HOST");
    });

    it("reports that the image does not exist and cannot be pulled", async () => {
      const run = newRunId(systemClock.wallTime());
      const missing = make(run, { image: "live-load-test-nowhere:1" });
      await expect(missing.preflight(new AbortController().signal)).rejects.toMatchObject({
        code: "CLUSTER_NODE_CREATION_FAILED",
        message: expect.stringContaining("live-load-test-nowhere:1"),
        hint: expect.stringContaining("npm run image"),
      });
    });

    it("reports that the image cannot be pulled", async () => {
      const run = newRunId(systemClock.wallTime());
      const unreachable = make(run, { image: "127.0.0.1:1/live-load:1", pull: "missing" });
      await expect(unreachable.preflight(new AbortController().signal)).rejects.toMatchObject({
        code: "CLUSTER_NODE_CREATION_FAILED",
        message: expect.stringMatching(/could not be fetched: .*127\.0\.0\.1:1/),
      });
    });

    it("reports that the network does not exist", async () => {
      const run = newRunId(systemClock.wallTime());
      await expect(make(run, { network: "nowhere" }).preflight(new AbortController().signal)).rejects.toMatchObject({
        code: "INVALID_OPTION",
        details: { option: "backendOptions.network" },
      });
    });
  });
});
