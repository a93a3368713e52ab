import type { AwaitedAddress } from "../scenario/ports/waits.js";

/** What a wait for an address waits for, and what was missing; `url` is where the page is now. */
export function addressWait({ shown, fits }: AwaitedAddress, url: () => string) {
  return {
    subject: `the address to be ${shown}`,
    lacking: () => (fits(url()) ? `${url()} did not load` : `it is ${url()}`),
  };
}
