/** Programs that a benchmark starts and ends, each in its own process group, so that we pass on Ctrl-C. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { processTree } from "./process-cpu.mjs";
import { within } from "./waits.mjs";

const END_MS = 15_000;
const FIRST_LINE_MS = 60_000;
const KEPT_CHARACTERS = 4000;
/** Longer than any last line. */
const KEPT_LINE = 100_000;

/** A running Node.js program. */
export class Program {
  #child;
  #exited;
  /** The end of its output, for errors. */
  #output = "";
  #printed = "";

  /**
   * @param {readonly string[]} args
   * @param {{ name: string, cwd?: string, env?: NodeJS.ProcessEnv }} options
   */
  constructor(args, { name, cwd, env = {} }) {
    this.name = name;
    this.#child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env }, detached: true, stdio: "pipe" });
    this.#exited = once(this.#child, "exit");
    this.#child.stdout.on("data", (chunk) => {
      this.#printed = `${this.#printed}${chunk}`.slice(-KEPT_LINE);
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on("data", (chunk) => {
        this.#output = `${this.#output}${chunk}`.slice(-KEPT_CHARACTERS);
      });
    }
  }

  get pid() {
    return this.#child.pid;
  }

  get isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Throws with the program's last output if it has exited by itself. */
  requireRunning() {
    if (!this.isRunning) throw new Error(`${this.name} has ended (${this.#child.exitCode}): ${this.#output}`);
  }

  /** The first line that it prints, as JSON. */
  async firstLine() {
    const line = once(createInterface(this.#child.stdout), "line").then(([text]) => JSON.parse(text));
    const ended = this.#exited.then(() => this.requireRunning());
    return within(Promise.race([line, ended]), FIRST_LINE_MS, `${this.name} to start`);
  }

  /** The last line that it has printed, if it is JSON. */
  lastLine() {
    const line = this.#printed.trimEnd().split("\n").at(-1) ?? "";
    return line.startsWith("{") ? JSON.parse(line) : undefined;
  }

  /** Everything that it has printed lately, as far as it is lines of JSON. */
  lines() {
    const lines = this.#printed.split("\n").filter((line) => line.startsWith("{") && line.endsWith("}"));
    return lines.map((line) => JSON.parse(line));
  }

  /** Asks it to end, by a signal or the end of its input; kills what is left. */
  async end(signal) {
    const tree = this.isRunning ? processTree(this.pid) : [];
    if (signal === undefined) this.#child.stdin.end();
    else this.#child.kill(signal);
    // Not `within`, so that it has time to clean up at Ctrl-C too.
    const timer = setTimeout(() => {
      for (const pid of tree) kill(pid);
    }, END_MS);
    await this.#exited;
    clearTimeout(timer);
  }
}

function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has exited by itself.
  }
}
