import { expect, it } from "vitest";
import type { IterationResult } from "../../scenario/iteration/iteration-ports.js";
import { signatureOf } from "../../telemetry/failure-groups.js";
import { failureSampleOf } from "./iteration-recorder.js";

const failed = (path: string) => {
  const failure = { category: "step", message: `step 1: navigate failed: GET ${path} answered 500`, likelyCauses: [] };
  return failureSampleOf({ failure } as unknown as IterationResult, 1, ["/shop/:slug"]);
};

it("names the page of a refused document, and counts pages of one kind together", () => {
  expect(failed("/shop/shoes").message).toContain("GET /shop/shoes answered 500");
  expect(signatureOf(failed("/shop/shoes"))).toBe(signatureOf(failed("/shop/hats")));
  expect(signatureOf(failed("/shop/hats"))).toContain("GET /shop/:slug answered 500");
  expect(signatureOf(failed("/other"))).not.toBe(signatureOf(failed("/shop/hats")));
});
