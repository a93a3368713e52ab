/** Replaces lone surrogates, so that encoding the text as UTF-8 does not change it. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** The first `maxLength` UTF-16 code units of the text, or one less to avoid splitting a surrogate pair. */
export function cutAt(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  const isTorn = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isTorn ? maxLength - 1 : maxLength);
}

/** Limits a text to `maxLength` UTF-16 code units, well formed, with `…` in place of what was cut off. */
export function boundedText(text: string, maxLength: number): string {
  // Cut first: the rest of a huge text need not be searched.
  const shortened = text.length <= maxLength ? text : `${cutAt(text, maxLength - 1)}…`;
  return wellFormed(shortened);
}
