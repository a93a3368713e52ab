import type { AwaitedAddress } from "../../scenario/ports/waits.js";

/** Subject and missing condition of a wait for an address; `url` returns the current one. */
export function addressWait({ shown, fits }: AwaitedAddress, url: () => string) {
  return {
    subject: `the address to be ${shown}`,
    lacking: () => (fits(url()) ? `${url()} did not load` : `it is ${url()}`),
  };
}
