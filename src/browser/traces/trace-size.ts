import { formatNumber } from "../../base/numbers.js";

const MIB = 1024 * 1024;

/** The error for a trace that is larger than allowed. */
export function tooLarge(bytes: number, mostBytes: number): Error {
  const mib = (count: number) => `${formatNumber(Math.round((10 * count) / MIB) / 10)} MiB`;
  return new Error(`it has ${mib(bytes)}, more than ${mib(mostBytes)}`);
}
