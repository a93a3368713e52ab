import { describe, expect, it } from "vitest";
import { bucketIndexesAt, bucketsAt } from "./bucket-times.js";

const buckets = [2000, 4000, 6000].map((offsetMs) => ({ offsetMs }));

describe("the buckets of another series", () => {
  it("are those that cover the times, also between their beginnings", () => {
    expect(bucketIndexesAt([0, 1000, 2000, 3000, 4000, 6000, 7999], buckets)).toEqual([-1, -1, 0, 0, 1, 2, 2]);
  });

  it("end with the last one, and there are none without any", () => {
    expect(bucketsAt([7000, 8000], buckets)).toEqual([{ offsetMs: 6000 }, undefined]);
    expect(bucketsAt([0, 500, 1000], [{ offsetMs: 0 }])).toEqual([{ offsetMs: 0 }, { offsetMs: 0 }, undefined]);
    expect(bucketIndexesAt([0, 1000], [])).toEqual([-1, -1]);
  });
});
