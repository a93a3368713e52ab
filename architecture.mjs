/**
 * Who may import whom among the folders of `src/`. `dependency-cruiser` checks it (type-only imports count), and a test
 * holds the table in ARCHITECTURE.md against it. `says` is what a violation means.
 */
export const WALLS = {
  cli: {
    may: ["run", "config", "cluster", "browser", "result", "reporters", "base"],
    says: "the terminal starts things and shows them; what happens on a node or on the wire is not its business",
  },
  run: {
    may: ["config", "cluster", "protocol", "channel", "load", "scenario", "telemetry", "result", "reporters", "base"],
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
  reporters: { may: ["result", "telemetry", "base"], says: "a reporter knows the result, never how it was gathered" },
  protocol: { may: ["scenario", "load", "telemetry", "base"], says: "the contract between the two sides belongs to neither" },
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

/** The only files that may touch `process`. */
export const PROCESS_FILES = ["src/cli/main.ts", "src/agent/watchdog.ts", "src/agent/runner.ts", "src/base/host.ts"];

/** The only files that may read a clock (page code aside). */
export const CLOCK_FILES = ["src/base/clock.ts"];
