import { execFile } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { atMost, concurrently } from "../fixtures/after-test.js";
import { type Fence, fencesOf, PAGES } from "../fixtures/docs/fences.js";
import { missingLines } from "../fixtures/docs/shape.js";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, temporaryFolder } from "./command.js";

const execute = promisify(execFile);

/** Terminal output: fenced blocks without a language. */
const SHOWN = PAGES.flatMap(fencesOf).filter(({ language }) => language === "");

/** Reproduces the output of a block in a folder with the examples; resolves to the terminal's output. */
type Recipe = (folder: string) => Promise<string>;

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

async function command(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await liveLoad(args, { cwd: folder }).ended;
  return `${stderr}\n${stdout}`;
}

const run = (folder: string, scenario: string, ...args: readonly string[]) =>
  command(folder, "run", scenario, "--option", `baseUrl=${target.url}`, ...args);

const short = ["--users", "2", "--duration", "3s"];

/** Runs the program that precedes the block on its page, as the page says. */
async function program(folder: string, fence: Fence): Promise<string> {
  const before = fencesOf(fence.page).filter(({ line, language }) => line < fence.line && language === "ts");
  await mkdir(join(folder, "node_modules"));
  await symlink(resolve("."), join(folder, "node_modules/live-load"));
  await writeFile(join(folder, "load.ts"), (before.at(-1)?.code ?? "").replace("http://127.0.0.1:4000", target.url));
  await execute(resolve("node_modules/.bin/esbuild"), ["load.ts", "--format=esm", "--outfile=load.mjs"], { cwd: folder });
  return (await execute(process.execPath, ["load.mjs"], { cwd: folder })).stdout;
}

/** Runs the page's scenario as the page says: shown twice, run once, unless that run was disturbed. */
let firstRunOutput: Promise<string> | undefined;
function firstRun(fence: Fence): Recipe {
  return async (folder) => {
    if (firstRunOutput !== undefined && DISTURBED.test(await firstRunOutput)) firstRunOutput = undefined;
    firstRunOutput ??= pagesScenario(folder, fence);
    return firstRunOutput;
  };
}

async function pagesScenario(folder: string, { page }: Fence): Promise<string> {
  const scenario = fencesOf(page).find(({ code }) => code.includes("defineScenario"));
  await writeFile(join(folder, "counter.scenario.ts"), scenario?.code ?? "");
  return run(folder, "counter.scenario.ts", "--users", "4", "--duration", "10s");
}

/** Commands with their output, each command behind a `$`. */
function transcript({ code }: Fence): Recipe {
  return async (folder) => {
    const [, line = ""] = /^\$ npx live-load (.*)$/m.exec(code) ?? [];
    const { stdout, stderr, code: exit } = await liveLoad(line.split(" "), { cwd: folder }).ended;
    return `$ npx live-load ${line}\n${stderr}${stdout}\n$ echo $?\n${exit}`;
  };
}

async function calibration(folder: string): Promise<string> {
  const flags = ["--users", "4", "--calibrate", "--calibration-time", "10s", "--option", `baseUrl=${target.url}`];
  return command(folder, "plan", "shop.scenario.ts", ...flags);
}

/** A site without its images and script, and a scenario for it. */
async function onBrokenSite(folder: string, scenario: string, name: "run" | "debug" = "run"): Promise<string> {
  const pages: Readonly<Record<string, string>> = {
    "/gallery": "<img src=/a.png><img src=/b.png>",
    "/counter": "<script src=/assets/app.js></script><script>new LiveSocket();</script>",
  };
  const site = createServer(({ url = "" }, response) => {
    const page = pages[url];
    response.writeHead(page === undefined ? 404 : 200, { "content-type": "text/html" });
    response.end(page === undefined ? "" : `<!doctype html><link rel=icon href=data:,>${page}`);
  });
  await once(site.listen(0, "127.0.0.1"), "listening");
  const baseUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const source = `import { defineScenario } from "live-load";
export default defineScenario({ config: ({ baseUrl }) => ({ baseUrl }), ${scenario} });`;
  await writeFile(join(folder, "broken.scenario.ts"), source);
  try {
    const load = name === "run" ? short : [];
    return await command(folder, name, "broken.scenario.ts", ...load, "--option", `baseUrl=${baseUrl}`);
  } finally {
    site.closeAllConnections();
    site.close();
  }
}

const NO_COUNT = `name: "broken", run: (context) => context.navigate("/counter").waitForSelector("#count", { timeout: "300ms" })`;

const NUMBERS = `import { defineScenario, json } from "live-load";
export default defineScenario({
  name: "data",
  data: { numbers: json("./numbers.json", { mode: "unique" }) },
  run: (context) => context.row("numbers").think("20ms"),
});`;

/** Keyed by the page and the first words of the block. */
const RECIPES: Readonly<Record<string, (fence: Fence) => Recipe>> = {
  "README.md ✓ pass counter": firstRun,
  "docs/getting-started.md LiveLoad ·": firstRun,
  "docs/getting-started.md Looking at": () => async (folder) => {
    await mkdir(join(folder, "empty"));
    return command(join(folder, "empty"), "init", `${target.url}/counter`);
  },
  "docs/import-a-recording.md Wrote": () => async (folder) => {
    const [recording] = fencesOf("docs/import-a-recording.md").filter(({ language }) => language === "json");
    await writeFile(join(folder, "recording.json"), recording?.code ?? "");
    return command(folder, "import", "recording.json");
  },
  "docs/browsers.md ✓ Platform": () => (folder) => command(folder, "doctor"),
  "docs/browsers.md ✓ Look for a browser": () => (folder) => command(folder, "install"),
  "docs/dashboard.md Watch the run": () => (folder) => run(folder, "shop.scenario.ts", ...short, "--ui"),
  "docs/data.md error": () => async (folder) => {
    await writeFile(join(folder, "people.csv"), "name,email\nAnn,ann@example.test\nBob\n");
    return run(folder, "orders.scenario.ts", ...short);
  },
  "docs/data.md warning": () => async (folder) => {
    const rows = JSON.stringify(Array.from({ length: 40 }, (_, number) => ({ number })));
    await writeFile(join(folder, "numbers.json"), rows);
    await writeFile(join(folder, "data.scenario.ts"), NUMBERS);
    return run(folder, "data.scenario.ts", "--users", "2", "--duration", "30s");
  },
  "docs/errors.md $ npx live-load run counter.scenario.ts --user": transcript,
  "docs/errors.md error": () => async (folder) => {
    const scenario = `import { defineScenario } from "live-load";
export default defineScenario({ name: "x", config: (options) => { if (!options.baseUrl) throw new Error("give --option baseUrl=…"); return {}; }, run: () => {} });`;
    await writeFile(join(folder, "x.scenario.ts"), scenario);
    return command(folder, "run", "x.scenario.ts");
  },
  "docs/library.md counter: pass": (fence) => (folder) => program(folder, fence),
  "docs/library.md error INVALID_OPTION": () => async (folder) => {
    await writeFile(join(folder, "liveload.config.ts"), "export default { uzers: 2 };");
    return command(folder, "run", "counter.scenario.ts");
  },
  "docs/library.md counter {": (fence) => (folder) => program(folder, fence),
  "docs/load.md warning": () => (folder) => run(folder, "counter.scenario.ts", "--users", "40", "--duration", "1s"),
  "docs/load.md counter": () => (folder) => command(folder, "plan", "counter.scenario.ts", "--users", "30"),
  "docs/load.md 2 nodes": () => (folder) =>
    run(folder, "counter.scenario.ts", "--users", "12", "--duration", "2s", "--backend-option", "nodes.cpus=1"),
  "docs/results.md .liveload": () => async (folder) => {
    await run(folder, "shop.scenario.ts", ...short);
    return (await readdir(join(folder, "liveload-report"))).sort().join("  ");
  },
  "docs/results.md ✗ fail counter": () => (folder) =>
    command(folder, "run", "counter.scenario.ts", ...short, "--option", "baseUrl=http://127.0.0.1:9"),
  "docs/results.md ? inconclusive": () => async (folder) => {
    const running = liveLoad(["run", "counter.scenario.ts", "--duration", "60s", "--option", `baseUrl=${target.url}`], {
      cwd: folder,
    });
    await running.shown(/00:0[3-9] \/ 01:00/);
    running.child.kill("SIGKILL");
    await running.ended;
    return command(folder, "report", "liveload-report");
  },
  "docs/results.md A counter": () => async (folder) => {
    for (const out of ["before", "after"]) await run(folder, "counter.scenario.ts", ...short, "--out", out);
    return command(folder, "compare", "before", "after", "--all");
  },
  "docs/results.md ✓ pass gallery": () => (folder) =>
    onBrokenSite(folder, `name: "gallery", run: (context) => context.navigate("/gallery")`),
  "docs/scenarios.md 10 ×": () => (folder) => onBrokenSite(folder, NO_COUNT),
  "docs/debugging.md LiveLoad ·": () => (folder) => onBrokenSite(folder, NO_COUNT, "debug"),
  "docs/sizing.md counter": () => (folder) =>
    command(folder, "plan", "counter.scenario.ts", "--users", "4", "--background-users", "300"),
  "docs/sizing.md shop": () => (folder) => command(folder, "plan", "shop.scenario.ts", "--users", "60"),
  "docs/sizing.md A user costs": () => (folder) => calibration(folder),
  "docs/troubleshooting.md [debug]": () => async (folder) => {
    const options = ["--option", `baseUrl=${target.url}`, "--users", "1", "--duration", "3s"];
    const args = ["run", "counter.scenario.ts", ...options];
    return (await liveLoad(args, { cwd: folder, env: { LIVELOAD_DEBUG: "cluster,page" } }).ended).stderr;
  },
  "docs/steer.md counter": () => async (folder) => {
    const env = { XDG_STATE_HOME: join(folder, "state") };
    const site = ["--option", `baseUrl=${target.url}`];
    const running = liveLoad(["run", "counter.scenario.ts", "--users", "2", "--duration", "5m", ...site], { cwd: folder, env });
    await running.shown(/p95/);
    await liveLoad(["set", "--users", "4"], { cwd: folder, env }).ended;
    await running.shown(/4 users {2}·/);
    return (await liveLoad(["status"], { cwd: folder, env }).ended).stdout;
  },
  "docs/thresholds.md Thresholds": () => (folder) => {
    const thresholds = ["liveview_event_duration: p(95)<500", "failed_steps: count<10"];
    return run(folder, "counter.scenario.ts", ...short, ...thresholds.flatMap((one) => ["--threshold", one]));
  },
  "docs/thresholds.md a threshold does not hold": () => async (folder) => {
    const scenario = (await readFile(join(folder, "counter.scenario.ts"), "utf8")).replace(
      'name: "counter",',
      'name: "thr", thresholds: [{ threshold: "step_duration{click #inc}: p(95)<1ms", abortOnFail: true }],',
    );
    await writeFile(join(folder, "thr.scenario.ts"), scenario);
    return run(folder, "thr.scenario.ts", "--users", "2", "--duration", "60s");
  },
};

/** Blocks that cannot be reproduced here, with the reason. */
const NOT_SHOWN_HERE: Readonly<Record<string, string>> = {
  "ARCHITECTURE.md your machine": "a drawing",
  "CONTRIBUTING.md npm ci": "commands",
  "docs/background-users.md Background users":
    "of a run with 300 users on two nodes; src/reporters/reporters.test.ts has its shape",
  "docs/browsers.md error": "needs a machine without a browser that has a window",
  "docs/data.md name,email": "a file",
  "docs/getting-started.md ━": "a terminal: src/cli/views/live/live-view.test.ts and terminal.test.ts",
  "docs/load.md A background user": "test/e2e/crowd.test.ts has a scenario with such steps",
  "docs/load.md iterations.started": "equations",
  "docs/node-loss.md warning": "a node is killed in test/chaos",
  "docs/outputs.md liveload_step": "queries",
  "docs/results.md ! invalid": "a node is starved in test/chaos",
  "docs/sizing.md usersPerNode": "equations",
  "docs/thresholds.md METRIC": "a grammar",
};

/** Lines that depend on the machine or on chance in a short run. */
const DEPENDS: readonly RegExp[] = [
  /^✓ User/,
  /^✓ Fonts/,
  /^web_vital_inp/,
  /too few samples|slower|within the error/,
  /^Calibrated|measured with this scenario/,
  /^p9[59] /,
];

/** Output of runs whose load generator was too slow: other lines than those of a quiet machine. */
const DISTURBED = /load generator was not healthy|left out|generator was too slow|: invalid,|not even one user was well/;
/** The recipe that measures what the machine can do. */
const CALIBRATES = "docs/sizing.md A user costs";

/** Half of such a run is waiting, and only its words are compared. */
const twoAtATime = atMost(2);

/** Waits for both turns, so that nothing else of this file runs at the same time. */
function alone<T>(act: () => Promise<T>): Promise<T> {
  let enter = () => {};
  const bothFree = new Promise<void>((free) => {
    enter = free;
  });
  const acting = twoAtATime(() => bothFree.then(act));
  const other = twoAtATime(() => {
    enter();
    return acting;
  });
  return other;
}

/** A busy machine may have finished no more by then. */
const ONE_ITERATION = /(?<= {2}· {2})1 iteration(?= \()/g;
/** The latency in a line of progress, which on a busy machine has no answers yet. */
const LATENCY = /(?<=^\d\d:\d\d \/ .*) {2}· {2}\S+ p95 .*$/;

describe.skipIf(noBrowser)(`every terminal sample in the docs${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("is either reproduced here or listed with the reason why it is not", () => {
    const known = [...Object.keys(RECIPES), ...Object.keys(NOT_SHOWN_HERE)];
    const matches = SHOWN.map((fence) => known.filter((key) => beginsWith(fence, key)));
    expect(SHOWN.filter((_, at) => matches[at]?.length !== 1).map(({ page, line }) => `${page}:${line}`)).toEqual([]);
    expect(known.filter((key) => !SHOWN.some((fence) => beginsWith(fence, key)))).toEqual([]);
  });

  it.concurrent.for(
    SHOWN.flatMap((fence) =>
      Object.entries(RECIPES).flatMap(([key, recipe]) =>
        beginsWith(fence, key) ? [[`${fence.page}:${fence.line}`, recipe(fence), fence] as const] : [],
      ),
    ),
  )("at %s is what the page says", { timeout: 300_000 }, ([, recipe, fence], context) =>
    concurrently(context, async () => {
      const { code } = fence;
      const sample = code.split("\n").filter((line) => !DEPENDS.some((pattern) => pattern.test(line.trim())));
      const act = async () => recipe(await folderWithExamples());
      const isDisturbed = (output: string) => DISTURBED.test(output) && !DISTURBED.test(code);
      let output = await (beginsWith(fence, CALIBRATES) ? alone : twoAtATime)(act);
      if (isDisturbed(output)) output = await alone(act);
      if (isDisturbed(output)) context.skip("the machine is too busy for a run that is not disturbed");
      const shown = sample.map((line) => line.replace(LATENCY, "")).join("\n");
      expect(missingLines(shown, output.replace(ONE_ITERATION, "1 iterations")), output).toEqual([]);
    }),
  );
});

async function folderWithExamples(): Promise<string> {
  const folder = await temporaryFolder();
  await cp("examples", folder, { recursive: true, filter: (path) => basename(path) !== "kubernetes" });
  return folder;
}

function beginsWith({ page, code }: Fence, key: string): boolean {
  return `${page} ${code.trim().replace(/\s+/g, " ")}`.startsWith(key);
}
