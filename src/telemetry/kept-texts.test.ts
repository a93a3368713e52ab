import { expect, it } from "vitest";
import { KeptTexts } from "./kept-texts.js";

it("makes a text once, and keeps neither too many nor long ones", () => {
  const kept = new KeptTexts();
  let made = 0;
  const of = (key: string) => kept.of(key, () => `${key.length} ${++made}`);
  expect(of("a")).toBe("1 1");
  expect(of("a")).toBe("1 1");
  const long = "x".repeat(1000);
  expect([of(long), of(long)]).toEqual(["1000 2", "1000 3"]);
  for (let key = 0; key < 1000; key++) of(`key ${key}`);
  expect(of("a")).toBe("1 1004");
});
