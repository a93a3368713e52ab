import { setImmediate } from "node:timers/promises";

/** About a millisecond of work. */
const TURN_LENGTH = 32 * 1024;

/** Converts texts, a few at a time: other users of the node go on in between. */
export async function inTurns(texts: readonly string[], convert: (text: string) => string): Promise<readonly string[]> {
  const converted: string[] = [];
  let length = 0;
  for (const text of texts) {
    converted.push(convert(text));
    length += text.length;
    if (length < TURN_LENGTH) continue;
    length = 0;
    await setImmediate();
  }
  return converted;
}
