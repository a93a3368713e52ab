import { describe, expect, it } from "vitest";
import { factsOf, SecondBuilder } from "../../test/fixtures/results/synthetic-run.js";
import { buildResult } from "./build-result.js";
import { RunAggregate } from "./run-aggregate.js";
import { troublesOf } from "./troubles.js";
import { plainSentence } from "./wording/plain-sentence.js";

type Counted = readonly (readonly [metric: string, value: string, count: number])[];

/** A result of two users whose iterations all succeeded, with these other counts. */
function resultWith(...counted: Counted) {
  const aggregate = new RunAggregate();
  const builder = new SecondBuilder(0);
  builder.count("iterations", "succeeded", 8).count("users_started", "", 2);
  for (const [metric, value, count] of counted) builder.count(metric, value, count);
  aggregate.addSeconds("shop-1", [builder.build()]);
  return buildResult({ aggregate, facts: factsOf({ seconds: 1, nodes: 1, users: 2 }) });
}

const saying = (...counted: Counted) => plainSentence(resultWith(...counted));

describe("what went wrong without a failed iteration", () => {
  it("is empty when nothing did, and only then does the sentence say so", () => {
    const ordinary = resultWith(
      ["http_requests", "2xx", 90],
      ["websocket_closed", "page left", 8],
      ["websocket_closed", "closed", 2],
      ["websocket_closed", "not connected", 1],
    );
    expect(troublesOf(ordinary)).toEqual([]);
    expect(plainSentence(ordinary)).toMatch(/; nothing failed\.$/);
  });

  it("counts failed requests together, whatever they failed with", () => {
    const requests: Counted = [
      ["http_failures", "404", 40],
      ["http_failures", "net::ERR_CONNECTION_REFUSED", 15],
      ["http_failures", "csp", 5],
    ];
    const all = "60 requests failed (40 answered 404, 15 ERR_CONNECTION_REFUSED, 5 blocked (csp))";
    expect(saying(...requests, ["page_errors", "TypeError", 50])).toContain(all);
    expect(saying(...requests, ["http_failures", "500", 4])).toContain("64 requests failed (40 answered 404,");
    expect(saying(...requests, ["page_errors", "TypeError", 61])).toContain("the pages threw 61 errors");
  });

  it.each([
    [["http_failures", "404", 96], "96 requests were answered 404"],
    [["http_failures", "503", 1], "1 request was answered 503"],
    [["http_failures", "net::ERR_CONNECTION_REFUSED", 3], "3 requests failed: ERR_CONNECTION_REFUSED"],
    [["http_failures", "csp", 2], "2 requests were blocked (csp)"],
    [["page_errors", "ReferenceError", 12], "the pages threw 12 errors (ReferenceError)"],
    [["liveview_crashes", "/counter", 1], "live views crashed once on /counter"],
    [["failed_checks", "in stock", 5], "5 checks failed (in stock)"],
    [["failed_steps", "click #maybe", 2], "2 steps failed (click #maybe)"],
    [["dropped_iterations", "late", 40], "40 iterations were dropped"],
    [["websocket_closed", "refused", 7], "7 WebSockets could not be opened"],
    [["late_steps", "click", 2], "2 steps ran after their iterations had ended"],
  ] as const)("appears in the sentence with its count: %j", (counted, text) => {
    expect(saying(counted)).toContain(`no iteration failed, but ${text}`);
    expect(saying(counted)).not.toContain("nothing failed");
  });

  it("is represented in the sentence by its most frequent kind", () => {
    const sentence = saying(["page_errors", "TypeError", 8], ["http_failures", "404", 96], ["http_failures", "500", 9]);
    expect(sentence).toContain("no iteration failed, but 105 requests failed (96 answered 404, 9 answered 500).");
    expect(sentence).not.toContain("TypeError");
  });
});
