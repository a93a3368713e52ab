import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { noBrowser } from "../browser-available.js";
import { TerminalScreen } from "../fixtures/terminal-screen.js";
import { eventually, resultIn, temporaryFolder } from "./command.js";

/** `script`, part of every Linux distribution, runs a command in its own terminal; killing it closes the terminal. */
const hasTerminals = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

/** Build servers often have no terminal, or say "dumb". */
const ENV = { ...process.env, TERM: "xterm" };

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
    const terminal = spawn("script", ["-qec", "sh shell.sh", "/dev/null"], {
      cwd,
      env: ENV,
      stdio: ["ignore", "pipe", "ignore"],
    });
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

const FAILING = `import { defineScenario } from "live-load";
export default defineScenario({ name: "x", run: (c) => c.think("100ms").expect("the answer", () => false) });`;

describe.skipIf(noBrowser !== undefined || !hasTerminals)("a run on a terminal", () => {
  it("is shown live, and after Ctrl-C the terminal has its summary and nothing else", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "x.scenario.ts"), FAILING);
    // Ctrl-C reaches the shell too, and some shells would end by it.
    const shell = `trap : INT; stty cols 80 rows 24; ${COMMAND} --no-color; echo $? > code`;
    const terminal = spawn("script", ["-qec", shell, "/dev/null"], { cwd, env: ENV, stdio: ["pipe", "pipe", "ignore"] });
    onTestFinished(() => void terminal.kill("SIGKILL"));
    const screen = new TerminalScreen(80);
    terminal.stdout.setEncoding("utf8").on("data", (text: string) => screen.write(text));
    const shows = (text: RegExp) => screen.lines.some((line) => text.test(line));
    const timeLines = () => screen.lines.filter((line) => / \/ 01:30 {2}· {2}(1 min )?\d+ s left$/.test(line));
    // A frame may arrive in pieces.
    await eventually(
      "failures on the screen, in one view",
      () =>
        shows(/^ {2}Failures {2}[\d,]+ × {2}.*the answer/) &&
        shows(/^ {2}Users {5}[01] of 1 {2}· {2}[\d.]+\/s {2}· {2}\d+ iterations?, \d+ failed$/) &&
        shows(/^ {2}Nodes {5}1 running/) &&
        timeLines().length === 1,
    );
    terminal.stdin.write("\u0003");
    await eventually("the run to end", () => existsSync(join(cwd, "code")) && shows(/Report .*report\.html$/));
    expect((await readFile(join(cwd, "code"), "utf8")).trim()).toBe("130");
    expect(screen.isCursorVisible).toBe(true);
    expect(shows(/ left$|stopping$|^ {2}Nodes {5}/)).toBe(false);
    expect(screen.lines.filter((line) => /^ {2}Failures$/.test(line))).toHaveLength(1);
  });
});
