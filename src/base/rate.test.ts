import { expect, it } from "vitest";
import { formatRate, parseRate } from "./rate.js";

it("parses and formats rates", () => {
  expect(["20/s", "90/m", " 5 / h", "1.5/min"].map(parseRate)).toEqual([20, 1.5, 5 / 3600, 0.025]);
  expect([20, "20", "20/d", "-1/s", "/s", undefined].map(parseRate)).toEqual(Array(6).fill(undefined));
  expect([20, 0.5, 1 / 3600, 0, 1 / 3].map(formatRate)).toEqual(["20/s", "30/m", "1/h", "0/s", "20/m"]);
});
