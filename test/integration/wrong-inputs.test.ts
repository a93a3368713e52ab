import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import type { Host } from "../../src/base/host.js";
import { runCommandLine } from "../../src/cli/command-line.js";
import { WRONG_CONFIGS, WRONG_DATA, WRONG_RESULTS, WRONG_SCENARIOS } from "../fixtures/wrong-inputs/files.js";
import {
  UNKNOWN_WORDS,
  WRONG_BACKENDS,
  WRONG_ENVIRONMENT,
  WRONG_FLAGS,
  WRONG_THRESHOLDS,
} from "../fixtures/wrong-inputs/flags.js";
import { flags, type WrongInput } from "../fixtures/wrong-inputs/wrong-input.js";

const GROUPS: readonly (readonly [string, readonly WrongInput[]])[] = [
  ["flags", WRONG_FLAGS],
  ["unknown words", UNKNOWN_WORDS],
  ["thresholds", WRONG_THRESHOLDS],
  ["backends", WRONG_BACKENDS],
  ["the environment", WRONG_ENVIRONMENT],
  ["config files", WRONG_CONFIGS],
  ["scenarios", WRONG_SCENARIOS],
  ["data", WRONG_DATA],
  ["results", WRONG_RESULTS],
];
const HALTING = 'import { defineScenario } from "live-load"; export default defineScenario({ name: "x", run: (c) => c.halt() });';
/** Files of an earlier run in the output folder. */
const REPORT = "liveload-report/report.html";
const EARLIER = { [REPORT]: "a report of an earlier run", "liveload-report/.liveload": "This folder is made by live-load." };

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), "live-load-wrong-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  for (const [name, content] of Object.entries({ ...EARLIER, "x.scenario.mjs": HALTING, ...files })) {
    await mkdir(dirname(join(cwd, name)), { recursive: true });
    await writeFile(join(cwd, name), content);
  }
  return cwd;
}

/** The command in this process. It has no Node.js for nodes, so starting one would fail. */
async function command(cwd: string, { args, env }: Pick<WrongInput, "args" | "env">) {
  let [stdout, stderr] = ["", ""];
  const stream = (write: (text: string) => void) => ({ write, isTTY: false, columns: undefined });
  const host: Host = {
    args: args ?? flags().args,
    env: { HOME: cwd, XDG_STATE_HOME: join(cwd, "state"), PATH: "/usr/bin:/bin", ...env },
    cwd,
    platform: process.platform,
    pid: process.pid,
    nodeVersion: process.version,
    execPath: join(cwd, "no-node"),
    isRoot: false,
    stdout: stream((text) => {
      stdout += text;
    }),
    stderr: stream((text) => {
      stderr += text;
    }),
    clock: systemClock,
    onSignal: () => () => {},
    exit: () => expect.unreachable("only the entry point exits"),
  };
  const exit = await runCommandLine(host);
  return { exit, stdout, stderr };
}

it("tests more than two hundred wrong inputs", () => {
  expect(GROUPS.flatMap(([, inputs]) => inputs).length).toBeGreaterThan(200);
});

describe.each(GROUPS)("wrong input in %s", (_group, inputs) => {
  it.each(inputs.map((input) => [titleOf(input), input] as const))("reports %s", async (_title, input) => {
    const { says, hint, code = "INVALID_OPTION", exit = 104, files = {} } = input;
    const cwd = await folderWith(files);
    const ended = await command(cwd, input);
    const lines = ended.stderr.trim().split("\n");
    // A scenario is announced before it is read, and the earlier run's report is not its own.
    if (lines[0]?.startsWith("LiveLoad · ") === true) lines.shift();
    if (lines[0]?.endsWith("still holds the report of an earlier run") === true) lines.shift();
    const [line = "", ...rest] = lines;
    expect(line).toMatch(new RegExp(`^error ${code}: `));
    for (const part of says) expect(line).toContain(part);
    if (hint !== undefined) expect(rest.join("\n")).toContain(hint);
    expect(rest.length, ended.stderr).toBeLessThanOrEqual(1);
    expect(ended.exit).toBe(exit);
    // No stack, no schema dump, no secrets.
    expect(`${ended.stdout}${ended.stderr}`).not.toMatch(
      /\n\s+at |"path": \[|invalid_type|Cannot read|Cannot destructure|sesame/,
    );
    expect(ended.stderr.length).toBeLessThan(1000);
    expect(await readFile(join(cwd, REPORT), "utf8")).toBe(EARLIER[REPORT]);
    // Nothing was started, so nothing was recorded for cleanup.
    expect(existsSync(join(cwd, "state/live-load/runs"))).toBe(false);
  });
});

function titleOf({ args, env, files, says }: WrongInput): string {
  const given = args !== undefined && args.length > 2 ? args.slice(2) : (env ?? files ?? args);
  return `${JSON.stringify(given)} (${says[0]})`.slice(0, 160);
}
