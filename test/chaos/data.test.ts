import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { noBrowser } from "../browser-available.js";
import { eventually } from "../e2e/command.js";
import { numbersCsv, startFiles, startVisitors } from "../e2e/visitors.js";
import { startProxy } from "./tcp-proxy.js";
import { endOf, processOf } from "./two-nodes.js";

const why = noBrowser ?? (process.platform === "linux" ? undefined : "processes are looked up in /proc");

const SCENARIO = `import { csv, defineScenario } from "live-load";
export default defineScenario({
  name: "numbers",
  config: (options) => ({ baseUrl: options.baseUrl ?? "" }),
  data: { numbers: csv("numbers.csv", { mode: "unique", columns: ["id"] }) },
  run: async (context, userId) => {
    const { id } = await context.row("numbers");
    await context.navigate(\`/take?row=\${id}&user=\${userId}\`);
    context.think("20ms");
  },
});`;
const CONFIG = `export default {
  users: 3,
  duration: "3m",
  browser: "playwright",
  backendOptions: { nodes: { cpus: 0.9, memory: "3GiB" }, overcommit: true },
  poolOptions: { idleShutdownAfter: "6s" },
};`;

describe.skipIf(why)(`unique rows of data${why === undefined ? "" : ` (${why})`}`, () => {
  it.each(["watchdog.js", "runner.js"] as const)("are never handed out twice when a node's %s is killed", async (part) => {
    const site = await startVisitors();
    const files = { "numbers.scenario.ts": SCENARIO, "liveload.config.mjs": CONFIG, "numbers.csv": numbersCsv(300) };
    const { command, out } = await startFiles(files, ["--option", `baseUrl=${site.url}`]);
    await eventually("rows to be taken on all nodes", () => new Set(site.seen("/take", "user")).size === 3);
    await eventually("a third of the rows", () => site.seen("/take", "row").length > 100);
    const { runId } = JSON.parse(await readFile(join(out, ".liveload.lock"), "utf8")) as { runId: string };
    process.kill(processOf(runId, "numbers-2", part), "SIGKILL");
    const { stderr, result } = await endOf({ command, out, runId });
    expect(stderr).toContain("numbers-2: lost");
    expect(result.nodes.map(({ status }) => status)).toEqual(["finished", "lost", "finished"]);
    // The other nodes use up the rest of the pool.
    expect(result.counters.users_ended?.by["data-used-up"]).toBe(2);
    const rows = site.seen("/take", "row");
    const twice = rows.filter((row, at) => rows.indexOf(row) !== at);
    expect(twice).toEqual([]);
    // The lost node takes its rows with it: those it had prefetched and the one in use.
    expect(rows.length).toBeGreaterThan(290);
    expect(rows.length).toBeLessThanOrEqual(300);
  });

  it("are each handed out exactly once when the network is cut repeatedly", async () => {
    const site = await startVisitors();
    const proxy = await startProxy();
    onTestFinished(() => proxy.close());
    const other = await startProxy();
    await other.close();
    proxy.target = other.port;
    const files = { "numbers.scenario.ts": SCENARIO, "liveload.config.mjs": CONFIG, "numbers.csv": numbersCsv(300) };
    const address = ["--listen", `127.0.0.1:${proxy.target}`, "--advertise", `127.0.0.1:${proxy.port}`];
    const { command, out } = await startFiles(files, ["--option", `baseUrl=${site.url}`, ...address]);
    for (const count of [30, 100, 180, 240]) {
      await eventually(`${count} rows`, () => site.seen("/take", "row").length > count);
      proxy.cut();
      const cutAt = performance.now();
      await eventually("a second without a network", () => performance.now() - cutAt > 1000);
      proxy.mend();
    }
    const { runId } = JSON.parse(await readFile(join(out, ".liveload.lock"), "utf8")) as { runId: string };
    const { stderr, result } = await endOf({ command, out, runId });
    expect(stderr).toContain("is reachable again");
    expect(result.nodes.map(({ status }) => status)).toEqual(["finished", "finished", "finished"]);
    const numbers = site.seen("/take", "row").map(Number);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, at) => at + 1));
    expect(result.iterations).toMatchObject({ succeeded: 300, failed: 0 });
  });
});
