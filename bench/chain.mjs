/** Cost of a step of the scenario chain without a browser: the page does everything at once. */
import { built } from "./built.mjs";
import { cpuNanoseconds, figure, table } from "./figures.mjs";

const STEPS = 100;
const ITERATIONS = 100;
const { createScenarioUser } = await built("scenario/iteration/scenario-user.js");
const { defineScenario } = await built("scenario/authoring/define-scenario.js");
const { systemClock } = await built("base/clock.js");

const CASES = [
  ["a chained step", STEPS, (context) => repeat(() => context.focus("#it"))],
  ["an awaited step", STEPS, async (context) => repeatAwaiting(() => context.focus("#it"))],
  ["a step with a function as argument", STEPS, (context) => repeat(() => context.focus(({ assigns }) => assigns.selector))],
  ["a reading step, kept in assigns", STEPS, (context) => repeat(() => context.innerText("#it", { as: "text" }))],
  ["a group of one step", STEPS, (context) => repeat(() => context.step("group", (inner) => inner.focus("#it")))],
  ["an iteration without steps", 1, () => {}],
];

const rows = [];
for (const [name, steps, run] of CASES) {
  const iterate = iterationOf(run);
  const work = async () => {
    for (let count = 0; count < ITERATIONS * (STEPS / steps); count++) await iterate();
  };
  const { min, median, max } = await cpuNanoseconds(work, { operations: ITERATIONS * STEPS });
  rows.push([name, ...[min, median, max].map((ns) => figure(ns / 1000))]);
}
process.stdout.write(`${table(["CPU µs for", "min", "median", "max"], rows)}\n`);

function repeat(step) {
  for (let count = 0; count < STEPS; count++) step();
}

async function repeatAwaiting(step) {
  for (let count = 0; count < STEPS; count++) await step();
}

function iterationOf(run) {
  const scenario = defineScenario({ name: "bench", assigns: { selector: "#it", text: "" }, run });
  const user = createScenarioUser({ scenario, userId: 1, config: {} });
  const nothing = () => {};
  const observer = {
    stepEnded: nothing,
    groupEnded: nothing,
    checkEnded: nothing,
    metric: nothing,
    screenshot: nothing,
    lateStep: nothing,
  };
  const page = { url: () => "http://site.test/", focus: async () => {}, innerText: async () => "text" };
  const ports = {
    page,
    clock: systemClock,
    observer,
    random: () => 0.5,
    commandTimeoutMs: 30_000,
    iterationTimeoutMs: 120_000,
    endOfLoad: new AbortController().signal,
    interrupt: new AbortController().signal,
  };
  return async () => {
    const { outcome, failure } = await user.runIteration(ports);
    if (outcome !== "succeeded") throw new Error(`the iteration ${outcome}: ${failure?.message}`);
  };
}
