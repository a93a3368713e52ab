import { formatDuration } from "../base/duration.js";
import type { ToldStep } from "../protocol/evidence-messages.js";

const STATES: Readonly<Record<Exclude<ToldStep["state"], "paused">, string>> = { waiting: "…", done: "✓", failed: "✗", cut: "–" };
/** Errors of the page's own code, in the words of its console. */
const CONSOLE_WORDS: Readonly<Record<string, string>> = { exception: "the page threw" };

/** A step as a person reads it: what it did and how long that took; below it what it found and what the page logged. */
export function stepLines({ state, number, text, durationMs, message, found, console }: ToldStep): readonly string[] {
  if (state === "paused") return ["paused: the page stays as it is until you press Ctrl-C"];
  const took = formatDuration(durationMs);
  const time = {
    waiting: `still waiting after ${took}`,
    done: took,
    failed: `failed after ${took}`,
    cut: `cut off after ${took}`,
  };
  return [
    `${STATES[state]} ${number} ${text}  ${time[state]}`,
    ...(message === undefined ? [] : [`    ${message.split("\n", 1)[0] ?? ""}`]),
    ...(found === undefined ? [] : [`    found ${found}`]),
    ...console.map((line) => `    ${CONSOLE_WORDS[line.kind] ?? `console.${line.kind}`}: ${line.text.split("\n", 1)[0] ?? ""}`),
  ];
}
