/** Maximum relative error of a sketch's quantiles. */
export const RELATIVE_ACCURACY = 0.01;

/*
 * DDSketch (Masson, Rim, Lee: "DDSketch: A fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019):
 * with gamma = (1 + a) / (1 - a), bin i holds the values in (gamma^(i-1), gamma^i], and 2 gamma^i / (gamma + 1) is within a of each.
 */
const LN_GAMMA = Math.log1p((2 * RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY));
const BINS_PER_LN = 1 / LN_GAMMA;
const LN_BIN_MIDDLE = Math.log1p(-RELATIVE_ACCURACY);

/** The smallest normal double. Smaller values count as zeros, because they cannot hold the relative error. */
export const MIN_INDEXED_VALUE = 2 ** -1022;
/** The lowest index of a bin; one less stands for zeros. */
export const MIN_INDEX = indexOf(MIN_INDEXED_VALUE);
/** The highest index of a bin. */
export const MAX_INDEX = indexOf(Number.MAX_VALUE);

/** The index of the bin for a value of at least {@link MIN_INDEXED_VALUE}. */
export function indexOf(value: number): number {
  return Math.ceil(Math.log(value) * BINS_PER_LN);
}

/** The index for any value of at least 0. */
export function indexOrZero(value: number): number {
  return value < MIN_INDEXED_VALUE ? MIN_INDEX - 1 : indexOf(value);
}

/** A value that is within {@link RELATIVE_ACCURACY} of every value in the bin. */
export function middleOf(index: number): number {
  return Math.exp(index * LN_GAMMA + LN_BIN_MIDDLE);
}
