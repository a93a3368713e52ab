import { describe, expect, it } from "vitest";
import { seededRandom } from "./seeded-random.js";

const draw = (count: number, ...keys: Parameters<typeof seededRandom>) => {
  const random = seededRandom(...keys);
  return Array.from({ length: count }, random);
};

describe("seeded random numbers", () => {
  it("are equal for equal seed and keys, and different otherwise", () => {
    expect(draw(5, 7, 1, "people")).toEqual(draw(5, 7, 1, "people"));
    const firsts = [draw(1, 7), draw(1, 8), draw(1, 7, 1), draw(1, 7, 2), draw(1, 7, 1, 2), draw(1, 7, 2, 1), draw(1, 7, "a")];
    expect(new Set(firsts.map(([first]) => first)).size).toBe(firsts.length);
  });

  it("are uniform, within a stream and across the first numbers of many streams", () => {
    const within = draw(10_000, 42, 3);
    const across = Array.from({ length: 10_000 }, (_, user) => draw(1, 42, user + 1, 1)[0] ?? 0);
    for (const numbers of [within, across]) {
      expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
      const tenths = Array(10).fill(0);
      for (const number of numbers) tenths[Math.floor(number * 10)] += 1;
      for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
    }
  });
});
