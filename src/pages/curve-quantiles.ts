/** Quantiles at which the curve of a distribution is known, up to p99.9. */
export const CURVE_QUANTILES: readonly number[] = [
  ...Array.from({ length: 39 }, (_, at) => at * 0.025),
  0.96,
  0.97,
  0.98,
  0.985,
  0.99,
  0.993,
  0.996,
  0.998,
  0.999,
];
