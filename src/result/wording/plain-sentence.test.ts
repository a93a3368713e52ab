import { expect, it } from "vitest";
import { RESULTS } from "../../../test/fixtures/results/results.js";
import { Sketch } from "../../telemetry/sketch.js";
import { figuresOf } from "../histogram-figures.js";
import { plainSentence } from "./plain-sentence.js";
import { verdictMeaning } from "./summary.js";

const counter = RESULTS.counter();

/** The sentence of a run whose answers took 1, 2, … `count` seconds. */
function sentenceOf(count: number): string {
  const sketch = new Sketch();
  for (let at = 1; at <= count; at += 1) sketch.add(at * 1000);
  const answers = { aggregate: figuresOf(sketch), by: {} };
  return plainSentence({ ...counter, histograms: { liveview_event_duration: answers, liveview_event_server_duration: answers } });
}

it("a sentence names the share of the samples that were within p95, and of few samples their maximum", () => {
  expect(sentenceOf(1)).toContain("; the answer was on the screen within 1 s, the server's replies within 1 s;");
  expect(sentenceOf(19)).toContain("; all 19 answers were on the screen within 19 s, the server's replies within 19 s;");
  expect(sentenceOf(22)).toMatch(/; 91 % of the answers were on the screen within 20(\.\d+)? s, /);
  expect(sentenceOf(1000)).toContain("; 95 % of the answers were on the screen within ");
});

it("a run without thresholds is not said to hold any", () => {
  expect(verdictMeaning("pass", true)).toMatch(/every threshold holds/);
  for (const verdict of ["pass", "fail"] as const) expect(verdictMeaning(verdict, false)).not.toMatch(/threshold (holds|does)/);
  expect(verdictMeaning("invalid", false)).toBe(verdictMeaning("invalid", true));
});
