const LONGEST = 40;

/** A text as a name of a file: whole words in lower case; empty if nothing is left. */
export function slug(text: string): string {
  const words = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  return words.reduce((name, word) => (name.length + word.length < LONGEST ? `${name}${name && "-"}${word}` : name), "");
}
