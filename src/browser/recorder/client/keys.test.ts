import { expect, it } from "vitest";
import { keyOf } from "./keys.js";

const NONE = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };

it.each([
  [{ key: "Enter" }, "Enter"],
  [{ key: " " }, "Space"],
  [{ key: "A", shiftKey: true }, "A"],
  [{ key: "s", ctrlKey: true }, "Control+s"],
  [{ key: "S", ctrlKey: true, shiftKey: true }, "Control+Shift+S"],
  [{ key: "Tab", shiftKey: true }, "Shift+Tab"],
  [{ key: "Shift", shiftKey: true }, undefined],
])("names %j as press takes it", (pressed, key) => {
  expect(keyOf({ ...NONE, ...pressed })).toBe(key);
});
