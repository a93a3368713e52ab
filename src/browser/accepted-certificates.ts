import type { ContextOptions } from "./connection.js";

/**
 * Makes the whole browser accept untrusted certificates while any of its users wants that. A page's own setting does not cover
 * the scripts of service workers, which the browser itself fetches.
 */
export class AcceptedCertificates {
  readonly #ignoreErrors: (ignore: boolean) => Promise<unknown>;
  #users = 0;

  /** `ignoreErrors` is `Security.setIgnoreCertificateErrors` of the browser's own session. */
  constructor(ignoreErrors: (ignore: boolean) => Promise<unknown>) {
    this.#ignoreErrors = ignoreErrors;
  }

  /** For a user with these options. Takes effect before any later command; call the returned function when the user is gone. */
  acceptFor({ ignoreCertificateErrors }: Pick<ContextOptions, "ignoreCertificateErrors">): () => void {
    if (ignoreCertificateErrors !== true) return () => {};
    this.#users++;
    if (this.#users === 1) this.#set(true);
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      this.#users--;
      if (this.#users === 0) this.#set(false);
    };
  }

  #set(ignore: boolean): void {
    // Fails only when the browser is gone.
    this.#ignoreErrors(ignore).catch(() => {});
  }
}
