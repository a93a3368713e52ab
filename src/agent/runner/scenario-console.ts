import { format } from "node:util";
import type { z } from "zod";
import type { Clock } from "../../base/clock.js";
import { RateBudget } from "../../base/rate-budget.js";
import { maskSecrets } from "../../base/secrets/mask-secrets.js";
import { boundedText, cutAt } from "../../base/wording/bounded-text.js";
import { MAX_LINE_LENGTH, type NODE_NOTIFICATIONS } from "../../protocol/messages.js";
import { places } from "../../scenario/steps/place.js";

/** A line that the scenario wrote. */
export type ScenarioLine = z.infer<(typeof NODE_NOTIFICATIONS)["runner.output"]>;

type Method = "log" | "info" | "debug" | "warn" | "error";
const LEVELS: Readonly<Record<Method, ScenarioLine["level"]>> = {
  log: "log",
  info: "log",
  debug: "log",
  warn: "warn",
  error: "error",
};

/** A hundred users that log every step would flood the terminal. */
const BUDGET = { burst: 20, perSecond: 10 };
const MENTION_MISSING_AFTER_MS = 3000;
const MAX_LINES = 20;

/**
 * Passes on the lines that the scenario writes with `console`, each with its user. Lines beyond the budget are counted and
 * mentioned. The original console still gets everything.
 */
export function followConsole(
  console: Pick<Console, Method>,
  { clock, tell }: { readonly clock: Clock; readonly tell: (line: ScenarioLine) => void },
): void {
  const budget = new RateBudget(clock, BUDGET);
  let missing = 0;
  const miss = (): void => {
    missing += 1;
    if (missing > 1) return;
    const mentionMissing = (): void => {
      tell({ level: "log", text: `… ${missing} more ${missing === 1 ? "line is" : "lines are"} not shown` });
      missing = 0;
    };
    clock.setTimer(mentionMissing, MENTION_MISSING_AFTER_MS, { background: true });
  };
  for (const method of Object.keys(LEVELS) as Method[]) {
    const original = console[method].bind(console);
    console[method] = (...args: unknown[]) => {
      const plain = format(...args);
      const written = maskSecrets(plain);
      // Without secrets, the original console gets the arguments unchanged.
      if (written === plain) original(...args);
      else original("%s", written);
      const userId = places.getStore()?.iteration.user.userId;
      for (const text of linesOf(written)) {
        if (budget.take()) tell({ level: LEVELS[method], text, ...(userId === undefined ? {} : { userId }) });
        else miss();
      }
    };
  }
}

/** The lines, without control characters that could move the cursor of a terminal. */
function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  const shown = lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), `… ${lines.length - MAX_LINES} more`] : lines;
  // Of a huge line, only the start needs to be processed.
  const begun = shown.map((line) => cutAt(line, 4 * MAX_LINE_LENGTH));
  return begun.map((line) => boundedText(line.replace(/\t/g, "  ").replace(/\p{Cc}/gu, ""), MAX_LINE_LENGTH));
}
