/** Formats a number with thousands separators and up to two decimals: `12,345`, `0.52`. */
export function formatNumber(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  if (value !== 0 && Math.abs(value) < 0.01) return Number(value.toPrecision(2)).toString();
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** Formats a number with its noun: `1 user`, `2,000 users`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}
