/** The text without surrogates that stand alone: what becomes of it as UTF-8, or in a browser, is then the same text. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** The first `maxLength` UTF-16 code units of the text, or one less where a surrogate pair would be torn apart. */
export function cutAt(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  const isTorn = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isTorn ? maxLength - 1 : maxLength);
}

/** A text of at most `maxLength` UTF-16 code units, well formed; `…` stands for what was cut off. */
export function boundedText(text: string, maxLength: number): string {
  // What is cut off need not be looked at.
  const kept = text.length <= maxLength ? text : `${cutAt(text, maxLength - 1)}…`;
  return wellFormed(kept);
}
