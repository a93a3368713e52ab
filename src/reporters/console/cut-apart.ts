/** A failure without the place in the scenario that it ends with, unless that fits too: what happened says more. */
export function shortFailure(text: string, width: number): string {
  return Array.from(text).length <= width ? text : text.replace(/ \([^\s()]+:\d+:\d+\)$/, "");
}

/** Cuts a text in the middle to at most `width` characters. */
export function cutInMiddle(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  const head = Math.ceil((width - 1) / 2);
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (width - 1 - head)).join("")}`;
}

/** More texts than this with the same cut are told apart step by step; then they stay as they are. */
const MAX_ROUNDS = 20;

/** Cuts texts in the middle to at most `width` characters, so that different texts stay different. */
export function cutApart(texts: readonly string[], width: number): readonly string[] {
  const cuts = new Map(texts.map((text) => [text, cutInMiddle(text, width)]));
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const alike = groupsOf(cuts).filter((group) => group.length > 1);
    if (alike.length === 0) break;
    for (const group of alike) {
      const from = commonStart(group);
      for (const text of group) cuts.set(text, cutAround(Array.from(text), from, width));
    }
  }
  return texts.map((text) => cuts.get(text) ?? "");
}

function groupsOf(cuts: ReadonlyMap<string, string>): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const [text, cut] of cuts) groups.set(cut, [...(groups.get(cut) ?? []), text]);
  return [...groups.values()];
}

function commonStart(texts: readonly string[]): number {
  const [first = [], ...others] = texts.map((text) => Array.from(text));
  const differs = first.findIndex((character, at) => others.some((other) => other[at] !== character));
  return differs === -1 ? first.length : differs;
}

/** The beginning, what is at `from`, and if there is room the end. */
function cutAround(text: readonly string[], from: number, width: number): string {
  if (text.length <= width) return text.join("");
  const head = Math.floor(width / 3);
  // The character before shows that this is the middle of a word.
  const start = Math.min(Math.max(head + 1, from - 1), text.length - (width - head - 1));
  const shown = text.slice(start, start + width - head - 1);
  const isCut = start + shown.length < text.length;
  return `${text.slice(0, head).join("")}…${(isCut ? [...shown.slice(0, -1), "…"] : shown).join("")}`;
}
