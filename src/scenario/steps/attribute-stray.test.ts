import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { describe, expect, it, onTestFinished } from "vitest";

/** Users that run concurrently in a process of their own, whose strays go to `attributeStray` as in a runner. */
const AGENT = `
import { systemClock } from "./src/base/clock.js";
import { attributeStray } from "./src/scenario/steps/attribute-stray.js";
import { defineScenario } from "./src/scenario/authoring/define-scenario.js";
import { createScenarioUser } from "./src/scenario/iteration/scenario-user.js";
import { FakePagePort } from "./test/fixtures/fake-page-port.js";
import { RecordingObserver } from "./test/fixtures/play.js";

const unattributed = [];
const onStray = (error) => attributeStray(error) || unattributed.push(String(error.message));
process.on("unhandledRejection", onStray);
process.on("uncaughtException", onStray);

const turn = () => new Promise((done) => setImmediate(done));
const turns = async () => { for (let n = 0; n < 5; n += 1) await turn(); };

const RUNS = {
  "a bystander": async (c) => { for (let n = 0; n < 20; n += 1) { await turn(); await c.click("#a"); } },
  "a floating then": async (c) => { c.innerText("#a").then(() => { throw new Error("then"); }); await turns(); },
  "a floating async function": async (c) => { void (async () => { await turn(); throw new Error("async"); })(); await turns(); },
  "a rejection at once": async () => { void Promise.reject(new Error("rejection")); await turns(); },
  "a throw in a timer": async () => { setTimeout(() => { throw new Error("timer"); }, 0); await new Promise((done) => setTimeout(done, 20)); },
  "a failing step that floats with a then": async (c) => { c.click("#bad").then(() => {}); await turns(); },
  "a stray after run has returned": (c) => { void c.click("#a").then(() => { throw new Error("late"); }); },
  "a floating step that is skipped": async (c) => { c.halt(); void c.click("#a").then(() => {}); await turns(); },
  "a stray once it is over": (c) => { void (async () => { await turns(); throw new Error("over"); })(); },
};

const results = {};
const signal = new AbortController().signal;
await Promise.all(Object.entries(RUNS).map(async ([name, run], index) => {
  const page = new FakePagePort();
  page.fails("click #bad", new Error("no"));
  const observer = new RecordingObserver();
  const user = createScenarioUser({ scenario: defineScenario({ name, run }), userId: index + 1, config: undefined });
  const result = await user.runIteration({
    page, clock: systemClock, observer, random: Math.random, commandTimeoutMs: 5000, iterationTimeoutMs: 5000, endOfLoad: signal, interrupt: signal,
  });
  await turns();
  await turns();
  const { failure } = result;
  results[name] = failure === undefined ? result.outcome : failure.category + ": " + failure.message;
  if (observer.late.length > 0) results[name] += ", late: " + observer.late;
}));
void Promise.reject(new Error("nobody's"));
await turns();
console.log(JSON.stringify({ results, unattributed }));
`;

describe("an unhandled rejection", () => {
  it("fails the iteration whose code caused it and no other, in a real process", async () => {
    const folder = await mkdtemp(join(tmpdir(), "live-load-stray-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const outfile = join(folder, "agent.mjs");
    await build({
      stdin: { contents: AGENT, resolveDir: resolve("."), loader: "ts" },
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
    });
    const { stdout, stderr, code } = await runNode(outfile);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      results: {
        "a bystander": "succeeded",
        "a floating then": "stray: then",
        "a floating async function": "stray: async",
        "a rejection at once": "stray: rejection",
        "a throw in a timer": "stray: timer",
        "a failing step that floats with a then": 'step: step 1: click "#bad" failed on /counter: no',
        "a stray after run has returned": "stray: late",
        "a floating step that is skipped": "succeeded",
        "a stray once it is over": "succeeded, late: unhandled rejection",
      },
      unattributed: ["nobody's"],
    });
  });
});

function runNode(file: string): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number | null }> {
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => done({ stdout, stderr, code }));
  });
}
