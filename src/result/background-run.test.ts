import { expect, it } from "vitest";
import { RESULTS } from "../../test/fixtures/results/results.js";
import { backgroundRun } from "./background-run.js";

it("has nothing that only the users in browsers measured", () => {
  const result = RESULTS.crowd();
  expect(result.byNode).toBeDefined();
  const crowd = backgroundRun(result);
  expect(crowd?.dimensionSeries).toEqual(result.background?.dimensionSeries);
  for (const key of ["byNode", "pageErrors", "lastPages"]) expect(Object.keys(crowd ?? {})).not.toContain(key);
});
