import { describe, expect, it } from "vitest";
import { keysOfChord, keyWith, MODIFIER_BITS, modifierNamed } from "./key-names.js";

const said = (chord: string) => {
  const held = new Set<string>();
  return keysOfChord(chord).map((name, at, names) => {
    const { key, code, keyCode, text } = keyWith(name, held);
    if (at === names.length - 1) return `${key} ${code} ${keyCode} ${text ?? "–"}`;
    if (key in MODIFIER_BITS) held.add(key);
    return key;
  });
};

describe("names of keys", () => {
  it.each([
    ["a", ["a KeyA 65 a"]],
    ["A", ["A KeyA 65 A"]],
    ["KeyA", ["a KeyA 65 a"]],
    ["7", ["7 Digit7 55 7"]],
    ["&", ["& Digit7 55 &"]],
    ["+", ["+ Equal 187 +"]],
    ["Enter", ["Enter Enter 13 \r"]],
    ["\n", ["Enter Enter 13 \r"]],
    ["Space", ["  Space 32  "]],
    ["ArrowLeft", ["ArrowLeft ArrowLeft 37 –"]],
    ["F12", ["F12 F12 123 –"]],
    ["Shift", ["Shift ShiftLeft 16 –"]],
    ["NumpadAdd", ["+ NumpadAdd 107 +"]],
    ["Numpad1", ["End Numpad1 35 –"]],
    ["NumpadDecimal", ["Delete NumpadDecimal 46 –"]],
    ["Clear", ["Clear Numpad5 12 –"]],
    ["AltGraph", ["AltGraph AltGraph 225 –"]],
    // Shift changes a key that is named by its code; a character stays as it is.
    ["Shift+KeyA", ["Shift", "A KeyA 65 A"]],
    ["Shift+a", ["Shift", "a KeyA 65 a"]],
    ["Shift+Digit1", ["Shift", "! Digit1 49 !"]],
    ["Shift+Numpad1", ["Shift", "1 Numpad1 97 1"]],
    ["Control+a", ["Control", "a KeyA 65 –"]],
    ["ControlOrMeta+c", [modifierNamed("ControlOrMeta"), "c KeyC 67 –"]],
    ["Control+Shift+KeyT", ["Control", "Shift", "T KeyT 84 –"]],
    ["Control++", ["Control", "+ Equal 187 –"]],
    ["Alt+Enter", ["Alt", "Enter Enter 13 –"]],
  ])("map to the events of a keyboard: %j", (chord, keys) => {
    expect(said(chord)).toEqual(keys);
  });

  it.each(["Nokey", "enter", "Control+Nokey", "", "é"])("are rejected when unknown: %j", (chord) => {
    expect(() => keysOfChord(chord)).toThrow(
      expect.objectContaining({ kind: "invalid", message: expect.stringContaining("Unknown key") }),
    );
  });
});
