/**
 * Who may import whom among the folders of `src/`. `dependency-cruiser` checks it (type-only imports count), and a test
 * holds the table in ARCHITECTURE.md against it. `says` is what a violation means.
 */
export const WALLS = {
  cli: {
    may: ["run", "dashboard", "authoring", "config", "cluster", "browser", "result", "reporters", "base"],
    says: "the terminal starts things and shows them; what happens on a node or on the wire is not its business",
  },
  dashboard: {
    may: ["run", "config", "result", "pages", "base"],
    says: "the dashboard follows the events of a run, whoever started it",
  },
  authoring: {
    may: ["scenario", "browser", "config", "base"],
    says: "scenarios are written before there is a run, and by someone who looks at a page",
  },
  run: {
    may: ["config", "cluster", "protocol", "channel", "load", "scenario", "telemetry", "result", "pages", "reporters", "base"],
    says: "a run meets a node only through the protocol: it knows neither the agent nor the browser",
  },
  config: { may: ["scenario", "load", "base"], says: "options are resolved before anything exists that could use them" },
  cluster: {
    may: ["protocol", "channel", "load", "base"],
    says: "the cluster makes nodes and talks to them; what they measure passes through it unread",
  },
  agent: {
    may: ["protocol", "channel", "scenario", "load", "browser", "telemetry", "base"],
    says: "a node knows nothing of the controller but the protocol: it never sees the run or the cluster",
  },
  browser: { may: ["scenario", "telemetry", "base"], says: "a browser serves steps and reports what it saw, whoever asks" },
  pages: { may: ["result", "telemetry", "base"], says: "report and dashboard draw results with the same parts" },
  reporters: { may: ["pages", "result", "telemetry", "base"], says: "a reporter knows the result, never how it was gathered" },
  protocol: { may: ["load", "telemetry", "base"], says: "the contract between the two sides belongs to neither" },
  result: { may: ["telemetry", "base"], says: "a result is made of measurements alone" },
  scenario: { may: ["telemetry", "base"], says: "what users write reaches a browser only through the page port" },
  channel: { may: ["base"], says: "a connection carries messages and does not know them" },
  load: { may: ["base"], says: "load plans are pure functions" },
  telemetry: { may: ["base"], says: "measurements know nothing of who measures" },
  base: { may: [], says: "base serves everyone and knows no one" },
};

/** A backend sees its contract and `base`; nothing else of the cluster. */
export const BACKEND_WALL = {
  from: "^src/cluster/backends/([^/]+)/",
  may: ["^src/cluster/backends/$1/", "^src/cluster/backend\\.ts$", "^src/base/"],
};

/**
 * The watchdog of a node runs no user code: nothing that it imports, directly or through others, is the runner's, a scenario's
 * or a browser's. What both rooms need stands in `agent/` itself, and imports from neither.
 */
export const AGENT_WALLS = [
  {
    name: "no-user-code-in-the-watchdog",
    from: "^src/agent/watchdog/",
    never: ["^src/agent/runner/", "^src/scenario/", "^src/browser/"],
    says: "the watchdog must outlive whatever user code does, so it cannot load any",
  },
  {
    name: "no-watchdog-in-the-runner",
    from: "^src/agent/runner/",
    never: ["^src/agent/watchdog/"],
    says: "the runner meets the watchdog only through the vocabulary that they share",
  },
  {
    name: "no-rooms-in-what-they-share",
    from: "^src/agent/[^/]+$",
    never: ["^src/agent/watchdog/", "^src/agent/runner/"],
    says: "what both rooms of the agent use belongs to neither",
  },
];

/** The only files that may touch `process`. */
export const PROCESS_FILES = [
  "src/cli/main.ts",
  "src/agent/watchdog/watchdog.ts",
  "src/agent/runner/runner.ts",
  "src/base/host.ts",
];

/** The only files that may read a clock (page code aside). */
export const CLOCK_FILES = ["src/base/clock.ts"];
