import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

/** Each iteration clicks once. Every user, of either kind, has a row of its own. */
const COUNT = (name: string, think: string) => `
import { defineScenario, json } from "live-load";

export default defineScenario({
  name: "${name}",
  config: ({ baseUrl }) => ({ baseUrl: String(baseUrl) }),
  data: { people: json("./people.json", { mode: "unique", per: "user" }) },
  run: async (context, userId, { baseUrl }) => {
    const { id } = await context.row("people");
    if (id !== userId) throw new Error("user " + userId + " has the row " + id);
    context.navigate(baseUrl + "/counter").waitForLiveView().click("#inc").waitForPhxLoadingCompletion("click", "#inc");
    await context.think("${think}");
  },
});`;

/** A user stays on its page, and clicks again and again while that is connected. */
const STAY = `
import { defineScenario } from "live-load";

export default defineScenario({
  name: "stay",
  config: ({ baseUrl }) => ({ baseUrl: String(baseUrl) }),
  assigns: { there: false },
  run: async (context, userId, { baseUrl }) => {
    if (!context.assigns.there) await context.navigate(baseUrl + "/counter").assign({ there: true });
    await context.waitForLiveView().click("#inc").waitForPhxLoadingCompletion("click", "#inc").think("300ms");
  },
});`;

async function startRun(think: string, given: readonly string[]) {
  const folder = await temporaryFolder();
  const name = `crowd ${randomBytes(4).toString("hex")}`;
  const file = join(folder, "crowd.scenario.mjs");
  await writeFile(file, COUNT(name, think));
  await writeFile(join(folder, "people.json"), JSON.stringify(Array.from({ length: 32 }, (_, at) => ({ id: at + 1 }))));
  const out = join(folder, "report");
  target.resetStats();
  const users = ["--users", "2", "--background-users", "30"];
  const run = liveLoad(["run", file, ...users, ...given, "--option", `baseUrl=${target.url}`, "--out", out]);
  return { run, out, node: `${name.replace(" ", "-")}-1` };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** A server that is not up yet. Counts the users who have tried to connect again, by their cookies. */
async function startOutage(port: number) {
  const refused = new Set<string | undefined>();
  const server = createServer((request) => void request.destroy());
  server.on("upgrade", (request, socket) => {
    refused.add(request.headers.cookie);
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  const close = () => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    server.closeAllConnections();
    return closed;
  };
  onTestFinished(close);
  return { refused: () => refused.size, close };
}

/** Processes whose command line, or whose mark, has the text. */
function processesWith(what: "cmdline" | "environ", text: string): readonly number[] {
  const ids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return ids.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/${what}`, "latin1").includes(text);
    } catch {
      return false;
    }
  });
}

describe("background users beside users in browsers", () => {
  it("run the same scenario in a process of their own, and the server counts what both kinds count", async () => {
    const { run, out, node } = await startRun("0.1s", ["--iterations", "3", "--threshold", "background.steps: count==360"]);
    const { stdout, stderr } = await run.ended;
    const { background, ...browsers } = resultIn(out);
    const said = stdout + stderr;
    expect(browsers.iterations, said).toMatchObject({ started: 6, succeeded: 6 });
    expect(browsers.users).toMatchObject({ requested: 2, succeeded: 2 });
    expect(background?.iterations).toMatchObject({ started: 90, succeeded: 90 });
    expect(background?.users).toMatchObject({ requested: 30, started: 30, succeeded: 30, lost: 0 });
    const { pages, mounts, events } = target.stats();
    expect(pages).toEqual({ "/counter": 96 });
    expect(mounts.connected).toBe(96);
    expect(events.byName).toEqual({ inc: 96 });
    expect(browsers.counters.steps?.aggregate).toBe(24);
    expect(browsers.thresholds[0]).toMatchObject({ metric: "background.steps", value: 360, passed: true });
    expect(browsers.nodes).toMatchObject([{ name: node, users: 2, browser: { connection: "chromium" } }]);
    expect(background?.nodes).toMatchObject([{ name: `${node}-crowd-1`, users: 30, browser: { connection: "protocol" } }]);
    expect(background?.notMeasured).toContain("web_vital_lcp");
    expect(said).toContain("2 users and 30 background users");
    await liveLoad(["report", out, "--from-journal"]).ended;
    expect(resultIn(out).background).toEqual(background);
  });

  it("are told by `plan` which steps they cannot do, and get their part of the node", async () => {
    const folder = await temporaryFolder();
    const scenario = `import { defineScenario } from "live-load";
      export default defineScenario({ name: "hovering", run: async (context) => {
        context.navigate("${target.url}/plain").hover("#to-counter");
        await context.evaluate(() => innerWidth);
        context.click("#to-counter").waitForLiveView();
      } });`;
    const file = join(folder, "hover.scenario.mjs");
    await writeFile(file, scenario);
    const { stdout, stderr } = await liveLoad(["plan", file, "--users", "3", "--background-users", "50"]).ended;
    expect(stdout, stderr).toContain('Without a browser  cannot hover "#to-counter" (step 2), evaluate /plain (step 3)\n');
    expect(stdout).toMatch(/Users per node +\d+: .* beside 50 background users in 1 process\n/);
    const tooMany = ["plan", file, "--background-users", "5", "--browser", "protocol"];
    expect((await liveLoad(tooMany).ended).stderr).toContain("--background-users is of no use with --browser protocol");
  });

  it("may die: theirs is lost and said to be, the browsers go on, and nothing is left running", async () => {
    const { run, out, node } = await startRun("0.5s", ["--duration", "14s"]);
    await run.shown("background users for 14 s");
    const startedAtMs = performance.now();
    // By then the first seconds have been reported, however slow the machine is.
    const isUnderWay = () => (target.stats().events.byName.inc ?? 0) > 60 && performance.now() - startedAtMs > 6000;
    await expect.poll(isUnderWay, { timeout: 30_000 }).toBe(true);
    const crowd = processesWith("cmdline", `${node}-crowd-1`);
    expect(crowd).toHaveLength(1);
    for (const pid of crowd) process.kill(pid, "SIGKILL");
    const { code, stdout, stderr } = await run.ended;
    const { background, ...browsers } = resultIn(out);
    expect(background?.users, stdout + stderr).toMatchObject({ requested: 30, succeeded: 0, lost: 30 });
    expect(background?.nodes).toMatchObject([{ name: `${node}-crowd-1`, status: "lost" }]);
    const { started, succeeded, failed, interrupted, abortedInfra } = background?.iterations ?? browsers.iterations;
    expect(started).toBe(succeeded + failed + interrupted + abortedInfra);
    expect(abortedInfra).toBeGreaterThan(0);
    expect(browsers.users).toMatchObject({ requested: 2, succeeded: 2, lost: 0 });
    expect(browsers.nodes).toMatchObject([{ name: node, status: "finished" }]);
    expect(browsers.verdictReasons).toContainEqual(
      expect.objectContaining({ code: "lost-load", message: expect.stringContaining("background users: ") }),
    );
    expect(code).not.toBe(0);
    expect(processesWith("environ", `/${node}`)).toEqual([]);
  });

  it("join again once when the server restarts, become more when they are set, and are accounted for", {
    timeout: 180_000,
  }, async () => {
    const secret = "the same before and after";
    const first = await startTarget({ secret });
    onTestFinished(() => first.close());
    const folder = await temporaryFolder();
    const file = join(folder, "stay.scenario.mjs");
    await writeFile(file, STAY);
    const out = join(folder, "report");
    const env = { XDG_STATE_HOME: join(folder, "state") };
    const users = ["--users", "1", "--background-users", "30", "--duration", "5m"];
    const run = liveLoad(["run", file, ...users, "--option", `baseUrl=${first.url}`, "--out", out], { env });
    await expect.poll(() => first.stats().mounts.connected, { timeout: 60_000 }).toBe(31);
    await expect.poll(() => first.stats().events.byName.inc ?? 0, { timeout: 60_000 }).toBeGreaterThan(31);
    await first.close();
    const port = Number(new URL(first.url).port);
    const outage = await startOutage(port);
    await expect.poll(() => outage.refused(), { timeout: 30_000 }).toBe(31);
    await outage.close();
    const second = await startTarget({ port, secret });
    onTestFinished(() => second.close());
    await expect.poll(() => second.stats().mounts.connected, { timeout: 30_000 }).toBe(31);
    await expect.poll(() => second.stats().events.byName.inc ?? 0, { timeout: 30_000 }).toBeGreaterThan(31);
    const [before, joined] = [first.stats(), second.stats()];
    const grown = await liveLoad(["set", "--background-users", "36", "--out", out], { env }).ended;
    expect(grown.stdout, grown.stderr).toContain("stay: 36 background users instead of 30, from ");
    await expect.poll(() => second.stats().mounts.connected, { timeout: 30_000 }).toBe(37);
    await liveLoad(["stop", "--out", out], { env }).ended;
    const { stdout, stderr } = await run.ended;
    const { background, changes = [], ...browsers } = resultIn(out);
    const after = second.stats();
    // The sessions are still good: nobody loads the page again, and nobody joins twice.
    expect([before.pages, joined.pages], stdout + stderr).toEqual([{ "/counter": 31 }, {}]);
    expect([before.joins, joined.joins, joined.sockets.opened]).toEqual([31, 31, 31]);
    expect([after.pages, after.joins]).toEqual([{ "/counter": 6 }, 37]);
    expect(changes).toMatchObject([{ kind: "backgroundUsers", from: 30, to: 36, by: "command" }, { kind: "stop" }]);
    for (const [kind, count, rejoined] of [
      [browsers, 1, 1],
      [background, 36, 30],
    ] as const) {
      const { started, succeeded, failed, interrupted } = kind?.iterations ?? browsers.iterations;
      expect(started).toBe(succeeded + interrupted);
      expect(failed).toBe(0);
      expect(kind?.users).toMatchObject({ requested: count, started: count, succeeded: count, lost: 0 });
      expect(kind?.counters.liveview_disconnections?.aggregate).toBe(rejoined);
      expect(kind?.counters.liveview_reconnections?.aggregate).toBe(rejoined);
    }
    const clicks = sum([browsers, background].map((kind) => kind?.counters.steps?.by["click #inc"] ?? 0));
    const events = sum([before, after].map((stats) => stats.events.byName.inc ?? 0));
    // A user can lose the one event that was under way when the server ended, and no more.
    expect(clicks).toBeGreaterThanOrEqual(events);
    expect(clicks).toBeLessThanOrEqual(events + 31);
    await liveLoad(["report", out, "--from-journal"]).ended;
    expect(resultIn(out).background).toEqual(background);
  });
});
