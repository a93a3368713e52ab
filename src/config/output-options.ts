import { option, parsers } from "./option-spec.js";

/** Options for what a run shows, writes and sends. */
export const OUTPUT_OPTIONS = {
  out: option({
    flag: "--out <folder>",
    short: "o",
    help: "Where the reports go.",
    allowed: "a path",
    default: "liveload-report",
    parse: parsers.text,
  }),
  reporters: option<readonly string[]>({
    flag: "--reporter <names>",
    help: "Reports to make, separated by commas: console, html, markdown, junit, csv.",
    allowed: "names of reporters",
    default: ["console", "html", "markdown"],
    parse: parsers.textList,
  }),
  evidence: option<"on" | "off">({
    flag: "--evidence <on|off>",
    help: "Keep a picture, the HTML, the console, the requests and the steps of some failures of each kind.",
    allowed: "on or off",
    default: "on",
    parse: parsers.oneOf("on", "off"),
  }),
  trace: option({
    flag: "--trace",
    help: "Record one iteration of each kind of failure and one that does not fail, for DevTools or Playwright's trace viewer.",
    allowed: "true or false",
    default: false,
    parse: parsers.boolean,
  }),
  outputs: option<readonly string[]>({
    flag: "--output <kind=url>",
    repeatable: true,
    help: "Send measurements to a receiver during the run: otlp=http://HOST:4318 or prometheus=http://HOST:9090/api/v1/write.",
    allowed: "otlp or prometheus, each with or without =URL",
    default: [],
    defaultText: "none",
    parse: parsers.textList,
  }),
  outputInterval: option({
    flag: "--output-interval <time>",
    help: "The interval at which measurements are sent.",
    allowed: 'a duration of at least "1s"',
    default: 5000,
    defaultText: "5s",
    parse: parsers.durationFrom(1000),
  }),
  ui: option({
    flag: "--ui",
    help: "Serve a dashboard of the run on this machine.",
    allowed: "true or false",
    default: false,
    parse: parsers.boolean,
  }),
  uiPort: option<number | undefined>({
    flag: "--ui-port <n>",
    help: "Serve the dashboard on this port; 0 for any free one.",
    allowed: "a whole number from 0 to 65535",
    default: undefined,
    defaultText: "7357, or a free one",
    parse: parsers.integerFrom(0, 65_535),
  }),
} as const;
