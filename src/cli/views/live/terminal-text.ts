const ESCAPE = "\u001b";
/** A colour code, or one character. */
const PIECE = new RegExp(`${ESCAPE}\\[[0-9;]*m|.`, "gsu");
/** Characters of East Asian scripts and emoji take two columns of a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Characters that combine with the one before. */
const NARROW = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** How many columns of a terminal a text takes; colour codes take none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const [piece] of text.matchAll(PIECE)) columns += widthOf(piece);
  return columns;
}

/** Cuts a line to a number of columns without breaking colour codes. */
export function cutTo(line: string, columns: number): string {
  let shown = 0;
  let isFull = false;
  let result = "";
  for (const [piece] of line.matchAll(PIECE)) {
    const width = widthOf(piece);
    isFull ||= shown + width > columns;
    if (isFull && !piece.startsWith(ESCAPE)) continue;
    shown += width;
    result += piece;
  }
  return result;
}

function widthOf(piece: string): number {
  if (piece.startsWith(ESCAPE) || NARROW.test(piece)) return 0;
  return WIDE.test(piece) ? 2 : 1;
}
