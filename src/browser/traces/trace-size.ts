import { formatNumber } from "../../base/numbers.js";

const MIB = 1024 * 1024;

/** The error for a trace that is larger than allowed; `what` begins the sentence. */
export function tooLarge(what: string, bytes: number, mostBytes: number): Error {
  const mib = (count: number) => `${formatNumber(Math.round((10 * count) / MIB) / 10)} MiB`;
  return new Error(`${what} ${mib(bytes)}, more than ${mib(mostBytes)}`);
}
