/** `npm run bench`: every benchmark with its defaults, one after another. Only the single ones take `--json` and other options. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { requireBuild } from "./built.mjs";

const BENCHMARKS = [
  ["CPU of an iteration", "engine.mjs", "--thinking", "none"],
  ["The scenario chain", "chain.mjs"],
  ["The sketch", "sketch.mjs"],
];

let interrupted = false;
let running;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  // The benchmark cleans up; we wait for it.
  process.on(signal, () => {
    interrupted = true;
    running?.kill(signal);
  });
}

requireBuild();
for (const [title, file, ...args] of BENCHMARKS) {
  if (interrupted) break;
  process.stdout.write(`\n## ${title}\n\n`);
  running = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], { stdio: "inherit" });
  const [code] = await once(running, "exit");
  if (code !== 0) process.exitCode = code ?? 1;
}
