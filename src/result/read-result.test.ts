import { describe, expect, it } from "vitest";
import { RESULTS } from "../../test/fixtures/results/results.js";
import { parseResult } from "./read-result.js";

describe("reading a result", () => {
  it("gives back what was written", () => {
    const result = RESULTS.counter();
    expect(parseResult(JSON.stringify(result))).toEqual(result);
  });

  it.each([
    ["text that is not JSON", "{ nope", /result\.json is not valid JSON/],
    ["JSON of something else", '{"name":"x"}', /is not a LiveLoad result/],
    ["JSON that is not an object", "[]", /is not a LiveLoad result/],
    ["a result of another version", '{"schemaVersion":2}', /schema version 2/],
    ["a damaged result", '{"schemaVersion":1}', /result\.json is damaged at \w+/],
    ["a result with a wrong value", JSON.stringify({ ...RESULTS.error(), verdict: "great" }), /damaged at verdict/],
  ])("refuses %s", (_what, text, message) => {
    expect(() => parseResult(text, "out/result.json")).toThrow(
      expect.objectContaining({ code: "RESULT_UNREADABLE", message: expect.stringMatching(message) }),
    );
  });
});
