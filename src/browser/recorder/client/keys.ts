const MODIFIERS = /^(Alt|AltGraph|CapsLock|Control|Dead|Fn|Meta|NumLock|Process|Shift|Unidentified)$/;

interface Pressed {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/** The key or combination as `press` takes it; `undefined` for a modifier by itself. */
export function keyOf({ key, altKey, ctrlKey, metaKey, shiftKey }: Pressed): string | undefined {
  if (MODIFIERS.test(key)) return undefined;
  // The case of a letter tells the rest.
  const isShiftTold = key.length === 1 && !(altKey || ctrlKey || metaKey);
  const held = [ctrlKey && "Control", altKey && "Alt", metaKey && "Meta", shiftKey && !isShiftTold && "Shift"];
  return [...held.filter((one) => one !== false), key === " " ? "Space" : key].join("+");
}
