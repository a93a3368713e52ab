import { maskSecrets } from "../../base/secrets/mask-secrets.js";

/** A file of the run, as it is sent to the controller. */
export interface Artifact {
  readonly name: string;
  readonly base64: string;
}

/** Limits for each node. */
const MAX_ARTIFACTS = 200;
const MAX_ARTIFACT_BYTES = 4 * 1024 * 1024;
const MAX_BYTES = 64 * 1024 * 1024;

/** Sends screenshots up to the limits, and warns once when there are more. */
export class Artifacts {
  readonly #send: (artifact: Artifact) => void;
  readonly #onWarning: (message: string) => void;
  #count = 0;
  #bytes = 0;
  #full = false;

  constructor(send: (artifact: Artifact) => void, onWarning: (message: string) => void) {
    this.#send = send;
    this.#onWarning = onWarning;
  }

  /** Sends a screenshot; its file is named after the name in the scenario, the user and a number. */
  addScreenshot(name: string, userId: number, png: Uint8Array): void {
    if (png.length > MAX_ARTIFACT_BYTES || this.#count >= MAX_ARTIFACTS || this.#bytes + png.length > MAX_BYTES) {
      if (!this.#full) this.#onWarning(`some screenshots are dropped: a node keeps at most ${MAX_ARTIFACTS}, and 64 MiB`);
      this.#full = true;
      return;
    }
    this.#count += 1;
    this.#bytes += png.length;
    const plain = maskSecrets(name)
      .replace(/[^\w.-]+/g, "-")
      .slice(0, 80);
    this.#send({ name: `${plain}-user${userId}-${this.#count}.png`, base64: Buffer.from(png).toString("base64") });
  }
}
