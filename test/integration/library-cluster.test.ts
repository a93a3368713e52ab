import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { Cluster, type ClusterOptions } from "../../src/index.js";
import { FakeBackend } from "../contract/fake-agent.js";

/** Options that a fake node needs besides the user's. */
const PORTS = {
  env: { XDG_STATE_HOME: join(tmpdir(), "live-load-test-state") },
  platform: "linux",
  execPath: "node",
  agentPath: "/agent.js",
  version: "1.0.0",
};

async function started(options: ClusterOptions): Promise<Cluster> {
  const cluster = await Cluster.start(options, PORTS);
  onTestFinished(() => cluster.stop({ graceMs: 0 }));
  return cluster;
}

async function scenarioFile(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "live-load-library-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "shop.scenario.ts"), `import { asset, defineScenario } from "live-load";\n${source}`);
  return join(folder, "shop.scenario.ts");
}

it("starts with only a scenario's name: one user of chromium", async () => {
  const backend = new FakeBackend();
  const cluster = await started({ scenario: { name: "Only a name" }, backend });
  expect(cluster).toBeInstanceOf(Cluster);
  expect(cluster.poolName).toBe("only-a-name");
  expect(cluster.poolNodes).toMatchObject([{ name: "only-a-name-1", users: 1 }]);
  expect(backend.agent("only-a-name-1").browser).toEqual({ connection: "chromium", headed: false });
});

it("accepts the path or URL of a scenario, like run(), and takes its name and users from there", async () => {
  const file = await scenarioFile(`export default defineScenario({ name: "Shopping", users: 8, run: (c) => c.halt() });`);
  const byPath = await started({ scenario: file, backend: new FakeBackend() });
  expect([byPath.poolName, byPath.poolNodes.map(({ users }) => users)]).toEqual(["shopping", [4, 4]]);
  await byPath.stop({ graceMs: 0 });
  const byUrl = await started({ scenario: pathToFileURL(file), users: 2, backend: new FakeBackend() });
  expect([byUrl.poolName, byUrl.poolNodes.map(({ users }) => users)]).toEqual(["shopping", [2]]);
});

it("reports errors in a scenario before anything starts", async () => {
  const backend = new FakeBackend();
  backend.preflight = () => expect.unreachable("it asked the backend");
  const file = await scenarioFile("export default 5;");
  await expect(Cluster.start({ scenario: file, backend }, PORTS)).rejects.toMatchObject({
    code: "SCENARIO_LOAD_FAILED",
    message: expect.stringContaining("exports no scenario"),
  });
});

it("names library options, not flags, in its errors", async () => {
  const options = { scenario: { name: "many" }, users: 100, maxAllowedNodes: 3, backend: new FakeBackend() };
  await expect(Cluster.start(options, PORTS)).rejects.toMatchObject({
    code: "NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES",
    hint: "allow more with maxAllowedNodes: 25, use larger nodes, or fewer users",
  });
});
