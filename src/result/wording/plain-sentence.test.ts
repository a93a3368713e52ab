import { expect, it } from "vitest";
import { RESULTS } from "../../../test/fixtures/results/results.js";
import { Sketch } from "../../telemetry/sketch.js";
import { figuresOf } from "../histogram-figures.js";
import { plainSentence } from "./plain-sentence.js";
import { mainLatencies, verdictMeaning } from "./summary.js";

const counter = RESULTS.counter();

/** Figures of samples of 1, 2, … `count` seconds. */
function figuresUpTo(count: number) {
  const sketch = new Sketch();
  for (let at = 1; at <= count; at += 1) sketch.add(at * 1000);
  return { aggregate: figuresOf(sketch), by: {} };
}

/** The sentence of a run whose answers took 1, 2, … `count` seconds. */
function sentenceOf(count: number): string {
  const answers = figuresUpTo(count);
  return plainSentence({ ...counter, histograms: { liveview_event_duration: answers, liveview_event_server_duration: answers } });
}

it("a sentence names the share of the samples that were within p95, and of few samples their maximum", () => {
  expect(sentenceOf(1)).toContain("; the answer was on the screen within 1 s, the server's replies within 1 s;");
  expect(sentenceOf(19)).toContain("; all 19 answers were on the screen within 19 s, the server's replies within 19 s;");
  expect(sentenceOf(22)).toMatch(/; 91 % of the answers were on the screen within 20(\.\d+)? s, /);
  expect(sentenceOf(1000)).toContain("; 95 % of the answers were on the screen within ");
});

it("the answers of a run are those of its LiveViews, unless these are few among others", () => {
  const metrics = (events: number, interactions: number) => ({
    ...{ liveview_event_duration: figuresUpTo(events), interaction_duration: figuresUpTo(interactions) },
  });
  const tell = (events: number, interactions: number) => plainSentence({ ...counter, histograms: metrics(events, interactions) });
  expect(tell(9, 9)).toContain("sent 9 LiveView events");
  expect(tell(4, 9)).toContain("interacted with the pages 9 times");
  const names = (events: number, interactions: number) =>
    mainLatencies({ histograms: metrics(events, interactions) }).map(({ name }) => name);
  expect(names(9, 9)).toEqual(["liveview_event_duration"]);
  expect(names(1, 9)).toEqual(["interaction_duration", "liveview_event_duration"]);
});

it("a run without thresholds is not said to hold any", () => {
  expect(verdictMeaning("pass", true)).toMatch(/every threshold holds/);
  for (const verdict of ["pass", "fail"] as const) expect(verdictMeaning(verdict, false)).not.toMatch(/threshold (holds|does)/);
  expect(verdictMeaning("invalid", false)).toBe(verdictMeaning("invalid", true));
});
