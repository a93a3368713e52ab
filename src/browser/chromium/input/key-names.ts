import { platform } from "node:os";
import { PageOperationError } from "../../../scenario/page-port.js";

/** A key in the protocol's terms. */
export interface Key {
  readonly key: string;
  readonly code: string;
  readonly keyCode: number;
  /** The text that it types; absent for keys that type nothing. */
  readonly text?: string;
  /** 1: left, 2: right, 3: number pad. */
  readonly location?: number;
}

/** Keys that change what other keys and the mouse do, and their bits in the protocol's mask. */
export const MODIFIER_BITS: Readonly<Record<string, number>> = { Alt: 1, Control: 2, Meta: 4, Shift: 8 };

/** The keys of a chord by Playwright's names: `Enter`, `a`, `KeyA`, `Control+Shift+t`, `ControlOrMeta+c`, `Control++`. */
export function keysOfChord(chord: string): readonly string[] {
  // The key may be a plus itself.
  const head = chord.slice(0, -1);
  const parts = head.split("+");
  const names = [...parts.slice(0, -1), (parts.at(-1) ?? "") + chord.slice(-1)].filter((name) => name !== "");
  // All of them before the first is pressed.
  for (const name of names.length === 0 ? [""] : names) keyNamed(name);
  return names;
}

/** The key as it is while these modifiers are held. */
export function keyWith(name: string, modifiers: ReadonlySet<string>): Key {
  const key = modifiers.has("Shift") ? shifted(name) : keyNamed(name);
  // With Control, Alt or Meta a key is a command and types nothing.
  const types = modifiers.size === 0 || (modifiers.size === 1 && modifiers.has("Shift"));
  return types ? key : withoutText(key);
}

/** Whether a key types this character. */
export function hasKey(character: string): boolean {
  return KEYS.has(character);
}

/** The modifier itself, for `ControlOrMeta`. */
export function modifierNamed(name: string): string {
  if (name !== "ControlOrMeta") return name;
  return platform() === "darwin" ? "Meta" : "Control";
}

function withoutText({ key, code, keyCode, location }: Key): Key {
  return { key, code, keyCode, ...(location === undefined ? {} : { location }) };
}

function keyNamed(name: string): Key {
  const key = KEYS.get(modifierNamed(name));
  if (key === undefined) throw new PageOperationError("invalid", `Unknown key: ${JSON.stringify(name)}`);
  return key;
}

/** Shift changes a key that is named by its code (`KeyA`); `a` stays as it is. */
function shifted(name: string): Key {
  return SHIFTED.get(name) ?? keyNamed(name);
}

const KEYS = new Map<string, Key>();
/** The key with Shift, by its code. */
const SHIFTED = new Map<string, Key>();

function add(key: Key, ...names: readonly string[]): void {
  for (const name of [key.code, ...names]) if (!KEYS.has(name)) KEYS.set(name, key);
}

/** Adds keys that type one character, and another with Shift. */
function addSigns(code: string, keyCode: number, [plain, other]: readonly [string, string]): void {
  const key = { key: plain, code, keyCode, text: plain };
  const shiftedKey = { key: other, code, keyCode, text: other };
  add(key, plain);
  KEYS.set(other, shiftedKey);
  SHIFTED.set(code, shiftedKey);
}

for (const letter of "abcdefghijklmnopqrstuvwxyz") {
  const upper = letter.toUpperCase();
  addSigns(`Key${upper}`, upper.charCodeAt(0), [letter, upper]);
}
for (let digit = 0; digit <= 9; digit++) {
  addSigns(`Digit${digit}`, 48 + digit, [String(digit), ")!@#$%^&*(".charAt(digit)]);
}
for (const [code, keyCode, signs] of [
  ["Backquote", 192, ["`", "~"]],
  ["Minus", 189, ["-", "_"]],
  ["Equal", 187, ["=", "+"]],
  ["BracketLeft", 219, ["[", "{"]],
  ["BracketRight", 221, ["]", "}"]],
  ["Backslash", 220, ["\\", "|"]],
  ["Semicolon", 186, [";", ":"]],
  ["Quote", 222, ["'", '"']],
  ["Comma", 188, [",", "<"]],
  ["Period", 190, [".", ">"]],
  ["Slash", 191, ["/", "?"]],
] as const) {
  addSigns(code, keyCode, signs);
}
for (const [code, keyCode] of Object.entries({
  Escape: 27,
  Tab: 9,
  Backspace: 8,
  CapsLock: 20,
  ContextMenu: 93,
  PrintScreen: 44,
  ScrollLock: 145,
  Pause: 19,
  PageUp: 33,
  PageDown: 34,
  Insert: 45,
  Delete: 46,
  Home: 36,
  End: 35,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
  NumLock: 144,
  AltGraph: 225,
  AudioVolumeMute: 173,
  AudioVolumeDown: 174,
  AudioVolumeUp: 175,
  MediaTrackNext: 176,
  MediaTrackPrevious: 177,
  MediaPlayPause: 179,
})) {
  add({ key: code, code, keyCode });
}
for (let number = 1; number <= 12; number++) add({ key: `F${number}`, code: `F${number}`, keyCode: 111 + number });
add({ key: "Enter", code: "Enter", keyCode: 13, text: "\r" }, "\n", "\r");
add({ key: " ", code: "Space", keyCode: 32, text: " " }, " ");
for (const [name, keyCode] of Object.entries({ Shift: 16, Control: 17, Alt: 18, Meta: 91 })) {
  add({ key: name, code: `${name}Left`, keyCode, location: 1 }, name);
  add({ key: name, code: `${name}Right`, keyCode: name === "Meta" ? 92 : keyCode, location: 2 });
}
for (const [name, sign, keyCode] of [
  ["Divide", "/", 111],
  ["Multiply", "*", 106],
  ["Subtract", "-", 109],
  ["Add", "+", 107],
  ["Enter", "Enter", 13],
] as const) {
  add({ key: sign, code: `Numpad${name}`, keyCode, text: sign === "Enter" ? "\r" : sign, location: 3 });
}
/** The number pad without Num Lock, as keyboards start: keys move the cursor, and type digits with Shift. */
for (const [name, key, keyCode, shiftedText, shiftedCode] of [
  ["Numpad0", "Insert", 45, "0", 96],
  ["Numpad1", "End", 35, "1", 97],
  ["Numpad2", "ArrowDown", 40, "2", 98],
  ["Numpad3", "PageDown", 34, "3", 99],
  ["Numpad4", "ArrowLeft", 37, "4", 100],
  ["Numpad5", "Clear", 12, "5", 101],
  ["Numpad6", "ArrowRight", 39, "6", 102],
  ["Numpad7", "Home", 36, "7", 103],
  ["Numpad8", "ArrowUp", 38, "8", 104],
  ["Numpad9", "PageUp", 33, "9", 105],
  ["NumpadDecimal", "Delete", 46, ".", 110],
] as const) {
  add({ key, code: name, keyCode, location: 3 }, key);
  SHIFTED.set(name, { key: shiftedText, code: name, keyCode: shiftedCode, text: shiftedText, location: 3 });
}
