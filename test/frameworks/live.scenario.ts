import { defineScenario } from "live-load";
import { FRAMEWORKS } from "./frameworks.js";
import { hasSpinner, shownWithin, watchFor } from "./shown-text.mjs";

/** LiveLoad learns for a second what a page does by itself. */
const SETTLED = "1500ms";
const PAUSE = "200ms";
const PATIENCE_MS = 5000;
/** The keys that make the search find 1; fields of Panel send their text with Enter. */
const KEYS: Readonly<Record<string, string>> = { streamlit: "ArrowRight", panel: "Enter" };

/** What each action is answered with. */
const ANSWERS = {
  inc: "count 1",
  save: "saved Ann",
  slow: "slow 1",
  rows: "row 499 of 1",
  stream: "one two three end",
  next: "page second",
} as const;

interface Options {
  readonly settle: boolean;
  readonly name: string;
}

export default defineScenario({
  name: "live",
  settle: true,
  // Three users at once load a framework of some megabytes from a busy machine.
  commandTimeout: "90s",
  config: ({ framework = "", url = "", ticks = "0" }) => {
    const found = FRAMEWORKS.find(({ name }) => name === framework);
    if (found === undefined) throw new Error(`no framework is called ${framework}`);
    return { ...found, url, hasTicks: ticks !== "0" };
  },
  run: async (context, _userId, { elements, ready, url, hasTicks, hidesEnds = false, name }) => {
    /** Acts, and checks that the answer is there when the step ends; the page itself measures the time until then. */
    const act = async (action: string, text: string, input: (options: Options) => PromiseLike<unknown>) => {
      await context.evaluate(watchFor, text);
      await input({ settle: !hasTicks, name: action });
      if (name === "nicegui" && action === "next") return context.waitForSelector("text=page second");
      // With ticks, or when ends cannot be seen, the answer may come after the step.
      const isLate = hasTicks || (hidesEnds && action === "stream");
      const ms = await context.evaluate(shownWithin, isLate ? PATIENCE_MS : 0);
      if (ms !== null) context.metric(`shown_${action}`).add(ms);
      // Streamlit ignores clicks while it runs a script, and with ticks it often does.
      else if (!hasTicks) context.fail(`${action} ended before the page showed its answer`);
      await context.think(PAUSE);
    };
    const click = (action: keyof typeof ANSWERS) =>
      act(action, ANSWERS[action], (options) => context.click(elements[action], options));

    await context.navigate(url).waitForSelector(elements.inc);
    if (ready !== undefined && !hasTicks) await context.waitForSelector(ready);
    await context.think(SETTLED);
    if (!(await context.evaluate(hasSpinner))) context.fail("nothing is animated");
    await click("inc");
    await context.fill(elements.name, "Ann", { settle: false, name: "name" }).think(PAUSE);
    await click("save");
    await click("slow");
    await click("rows");
    await click("stream");
    if (name === "panel") await context.press(elements.search, "1", { settle: false, name: "type" });
    await act("search", "found 1", (options) => context.press(elements.search, KEYS[name] ?? "1", options));
    await click("next");
  },
});
