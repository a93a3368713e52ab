import { expect, it } from "vitest";
import { RESULTS } from "../../../test/fixtures/results/results.js";
import { embeddedEvidence } from "./embedded-evidence.js";

it("holds the evidence of users of both kinds", () => {
  const failureWith = (record: string, screenshot: string) => {
    return {
      ...RESULTS.brokenPage().failures[0]!,
      evidence: [{ node: "n", userId: 1, iteration: 1, offsetMs: 0, record, screenshot }],
    };
  };
  const result = RESULTS.crowd();
  const both = {
    ...result,
    failures: [failureWith("a.json", "a.jpg")],
    background: { ...result.background!, failures: [failureWith("b.json", "b.jpg")] },
  };
  const files = new Map(["a.jpg", "b.jpg"].map((path) => [path, Buffer.from(path)]));
  const pictureOf = (path: string) => ({ picture: `data:image/jpeg;base64,${Buffer.from(path).toString("base64")}` });
  expect(embeddedEvidence(both, files)).toEqual({ "a.json": pictureOf("a.jpg"), "b.json": pictureOf("b.jpg") });
});
