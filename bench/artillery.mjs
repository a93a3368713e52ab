/** Artillery with its Playwright engine, installed here on its first measurement. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./figures.mjs";
import { Program } from "./programs.mjs";

const LOAD_SECONDS = 600;
/** More than any machine can handle; users above `maxVusers` are not started. */
const ARRIVALS_PER_SECOND = 50;
const at = (path) => fileURLToPath(new URL(path, import.meta.url));
/** Relative to this folder's `node_modules`. */
const ARTILLERY = "artillery/bin/run";
const PLAYWRIGHT_ENGINE = "artillery-engine-playwright/package.json";

/**
 * A virtual user of Artillery runs its scenario once, in its own context. That suits `visits`; otherwise
 * it loops in there, like the users of the other drivers.
 * @returns {import("./drivers.mjs").Driver}
 */
export function artillery(executablePath, { visits = false } = {}) {
  const start = async ({ url, users, thinkMs }) => {
    const folder = await mkdtemp(join(tmpdir(), "live-load-bench-"));
    const [config, stop, felt] = ["artillery.json", "stop", "felt"].map((file) => join(folder, file));
    const phase = visits
      ? { duration: LOAD_SECONDS, arrivalRate: ARRIVALS_PER_SECOND, maxVusers: users }
      : { duration: Math.max(1, Math.ceil(thinkMs / 1000)), arrivalCount: users };
    await writeFile(config, JSON.stringify(configOf({ url, phase, executablePath, testFunction: visits ? "once" : "loop" })));
    const program = new Program([at(`node_modules/${ARTILLERY}`), "run", "--quiet", config], {
      name: "Artillery",
      cwd: at("."),
      env: {
        ARTILLERY_DISABLE_TELEMETRY: "true",
        BENCH_URL: url,
        BENCH_STOP: stop,
        BENCH_FELT: felt,
        BENCH_THINK_MS: String(thinkMs),
      },
    });
    const end = async () => {
      await writeFile(stop, "");
      await program.end(visits ? "SIGINT" : undefined);
      const lines = (await readFile(felt, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
      await rm(folder, { recursive: true, force: true });
      return { feltMs: median(lines.map(Number)) };
    };
    return { program, end };
  };
  const key = visits ? "artillery-visits" : "artillery";
  const name = "Artillery, its Playwright engine";
  return { key, name, role: "driver", needs: [ARTILLERY, PLAYWRIGHT_ENGINE], visits, start };
}

function configOf({ url, phase, executablePath, testFunction }) {
  return {
    config: {
      target: url,
      phases: [phase],
      processor: at("scripts/artillery-loop.cjs"),
      engines: { playwright: { launchOptions: { executablePath } } },
    },
    scenarios: [{ engine: "playwright", testFunction }],
  };
}
