import { inspect } from "node:util";
import { rememberSecret } from "./known-secrets.js";

/** A value that must not be printed: every conversion to text gives `***`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    // Mask it in other texts, too, unless it is so short that ordinary words would be masked.
    if (value.length >= 8) rememberSecret(value);
  }

  /** The value itself. Call it only at the place of use. */
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
