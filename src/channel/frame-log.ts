import { debugLog } from "../base/debug-log.js";
import { rememberSecretsIn } from "../base/secrets/known-secrets.js";

const log = debugLog("channel");

/** How a connection appears in the debug log. */
export interface FrameLogOptions {
  /** The other side. */
  readonly peer: string;
  /** Notifications to leave out, such as the one that carries debug lines. */
  readonly leaveOut?: readonly string[];
}

/** Writes the frames of one connection to the debug log. */
export class FrameLog {
  readonly #peer: string;
  readonly #leftOut: readonly string[];

  constructor({ peer, leaveOut = [] }: FrameLogOptions = { peer: "peer" }) {
    this.#peer = peer;
    this.#leftOut = leaveOut.map((name) => `{"t":"msg","m":${JSON.stringify(name)},`);
  }

  sent(text: string): void {
    if (log.isOn) this.#text("→", text);
  }

  received(text: string): void {
    if (log.isOn) this.#text("←", text);
  }

  sentBinary({ length }: Uint8Array): void {
    if (log.isOn) log.write(`→ ${this.#peer} ${length} bytes`);
  }

  receivedBinary({ length }: Uint8Array): void {
    if (log.isOn) log.write(`← ${this.#peer} ${length} bytes`);
  }

  closed(code: number, reason: string): void {
    if (log.isOn) log.write(`${this.#peer} closed with ${code}${reason === "" ? "" : `: ${reason}`}`);
  }

  #text(direction: string, text: string): void {
    if (this.#leftOut.some((start) => text.startsWith(start))) return;
    rememberSecrets(text);
    log.write(`${direction} ${this.#peer} ${withoutFiles(text)}`);
  }
}

/** Secrets in a base64-encoded file could not be recognised. */
function withoutFiles(text: string): string {
  return text.replace(/"base64":"([^"]*)"/g, (_all, content: string) => `"base64":(${content.length} characters)`);
}

/** The watchdog only relays messages, so it has not learned which of their values are secret. */
function rememberSecrets(text: string): void {
  try {
    rememberSecretsIn(JSON.parse(text));
  } catch {
    // Not a frame: the connection closes over it.
  }
}
