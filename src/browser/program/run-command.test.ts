import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { systemClock } from "../../base/clock.js";
import { type Command, commandRunner } from "./run-command.js";

const run = commandRunner(systemClock);
const node = (script: string, extra: Partial<Command> = {}): Command => ({
  program: process.execPath,
  args: ["-e", script],
  env: process.env,
  timeoutMs: 30_000,
  ...extra,
});

describe("running a program", () => {
  it("resolves to the exit code and the output, and passes the output on", async () => {
    let seen = "";
    const outcome = await run(
      node(`console.log("out"); console.error("err"); process.exitCode = 3`, { onOutput: (text) => (seen += text) }),
    );
    expect(outcome).toMatchObject({ exitCode: 3, timedOut: false });
    expect(outcome.output.trim().split("\n").sort()).toEqual(["err", "out"]);
    expect(seen).toBe(outcome.output);
  });

  it("kills a program that takes too long, with its children", async () => {
    const script = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" })`;
    // The grandchild keeps the pipes open until it ends.
    expect(await run(node(script, { timeoutMs: 300 }))).toMatchObject({ exitCode: undefined, timedOut: true });
  });

  it("does not kill a program that makes progress", async () => {
    const clock = new FakeClock();
    const script = `let count = 0; const timer = setInterval(() => { console.log(++count + "%"); if (count === 3) clearInterval(timer); }, 50);`;
    // Nearly the whole time limit passes between two lines.
    const command = node(script, { timeoutMs: 1000, progress: /%/, onOutput: () => void clock.advance(900) });
    expect(await commandRunner(clock)(command)).toMatchObject({ exitCode: 0, timedOut: false });
    expect(clock.pending).toBe(0);
  });

  it("reports a program that does not exist", async () => {
    expect(await run(node("", { program: "/nowhere/program" }))).toMatchObject({
      exitCode: undefined,
      timedOut: false,
      output: expect.stringContaining("ENOENT"),
    });
  });
});
