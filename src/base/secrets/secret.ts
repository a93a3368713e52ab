import { inspect } from "node:util";
import { rememberSecret } from "./known-secrets.js";

/** A value that must not be printed: every way to turn it into text gives `***`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    // Texts that it is part of are masked; a short one would take ordinary words with it.
    if (value.length >= 8) rememberSecret(value);
  }

  /** The value itself; call it only where it leaves for its use. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "***";
  }

  toJSON(): string {
    return "***";
  }

  [inspect.custom](): string {
    return "Secret(***)";
  }
}
