/** Every quantile of a sketch is within this share of the exact one. */
export const RELATIVE_ACCURACY = 0.01;

/*
 * DDSketch (Masson, Rim, Lee: "DDSketch: A fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019):
 * with gamma = (1 + a) / (1 - a), bin i holds the values in (gamma^(i-1), gamma^i], and 2 gamma^i / (gamma + 1) is within a of each.
 */
const LN_GAMMA = Math.log1p((2 * RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY));
const BINS_PER_LN = 1 / LN_GAMMA;
const LN_BIN_MIDDLE = Math.log1p(-RELATIVE_ACCURACY);

/** Below the smallest normal double a relative error cannot be kept: such values count as zeros. */
export const MIN_INDEXED_VALUE = 2 ** -1022;
/** The lowest index there is; one less stands for the zeros. */
export const MIN_INDEX = indexOf(MIN_INDEXED_VALUE);
/** The highest index there is. */
export const MAX_INDEX = indexOf(Number.MAX_VALUE);

/** The bin of a value from {@link MIN_INDEXED_VALUE} on. */
export function indexOf(value: number): number {
  return Math.ceil(Math.log(value) * BINS_PER_LN);
}

/** The same for any value from 0 on. */
export function indexOrZero(value: number): number {
  return value < MIN_INDEXED_VALUE ? MIN_INDEX - 1 : indexOf(value);
}

/** The value that is within {@link RELATIVE_ACCURACY} of all in the bin. */
export function middleOf(index: number): number {
  return Math.exp(index * LN_GAMMA + LN_BIN_MIDDLE);
}
