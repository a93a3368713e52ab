import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { noBrowser } from "../browser-available.js";
import { eventually, resultIn, temporaryFolder } from "./command.js";

/** `script`, part of every Linux distribution, runs a command in its own terminal; killing it closes the terminal. */
const hasTerminals = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

const SCENARIO = `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", run: (c) => c.think("200ms") });`;
const COMMAND = `"${process.execPath}" "${resolve("dist/cli/main.js")}" run x.scenario.ts --duration 90s --out out`;

describe.skipIf(noBrowser !== undefined || !hasTerminals)("closing the terminal during a run", () => {
  it.each([
    ["tells of it by a signal", `trap 'kill -HUP $P' HUP\n${COMMAND} &\nP=$!\nwait $P\nwait $P\necho $? > code\n`],
    ["ignores it, so that writing fails", `trap '' HUP\n${COMMAND}\necho $? > code\n`],
  ])("ends the run with 143 and a report when the shell %s", async (_what, shell) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "x.scenario.ts"), SCENARIO);
    await writeFile(join(cwd, "shell.sh"), shell);
    const terminal = spawn("script", ["-qec", "sh shell.sh", "/dev/null"], { cwd, stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void terminal.kill("SIGKILL"));
    let shown = "";
    terminal.stdout.on("data", (chunk: Buffer) => {
      shown += chunk.toString();
    });
    await eventually("the load to start", () => shown.includes("1 user for"));
    terminal.kill("SIGKILL");
    await eventually("the run to end", () => existsSync(join(cwd, "code")));
    expect((await readFile(join(cwd, "code"), "utf8")).trim()).toBe("143");
    expect(resultIn(join(cwd, "out")).verdictReasons.map(({ code }) => code)).toContain("interrupted");
    expect(existsSync(join(cwd, "out", "report.html"))).toBe(true);
  });
});
