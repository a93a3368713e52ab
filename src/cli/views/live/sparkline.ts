const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** The last `width` values as bars between their least and their greatest; a space where there is no value. */
export function sparkline(values: readonly (number | undefined)[], width: number): string {
  const shown = width <= 0 ? [] : values.slice(-width);
  const known = shown.filter((value) => value !== undefined);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return shown
    .map((value) => {
      if (value === undefined) return " ";
      // A change of less than a fifth is no peak.
      const span = Math.max(most - least, most / 5);
      return BARS[span === 0 ? 0 : Math.round(((value - least) / span) * (BARS.length - 1))] ?? BARS[0];
    })
    .join("");
}
