import type { Readable } from "node:stream";
import { DEBUG_PREFIX, isDebugLogOn } from "../../base/debug-log.js";
import { maskSecrets } from "../../base/secrets/mask-secrets.js";

/** Where the runner's output goes. */
export interface OutputListeners {
  /** Text in pieces, masked. */
  readonly onText: (text: string) => void;
  /** A line of the debug log, without its newline. */
  readonly onDebugLine: (line: string) => void;
}

/** The longest text that is held back until its line is complete, in characters. */
const MAX_HELD = 65_536;

/** Reads what the runner writes. Passes on whole lines, because half a secret cannot be recognized. */
export function readRunnerOutput(stream: Readable, listeners: OutputListeners): void {
  let held = "";
  // A chunk may end in the middle of a character.
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const text = `${held}${chunk}`;
    const end = text.length > MAX_HELD ? text.length : completeLength(text);
    held = text.slice(end);
    passOn(text.slice(0, end), listeners);
  });
  stream.on("end", () => passOn(held, listeners));
}

/** The length of the lines that are complete, without a private key that has not ended. */
function completeLength(text: string): number {
  const end = text.lastIndexOf("\n") + 1;
  const key = text.lastIndexOf("-----BEGIN ", end);
  return key === -1 || text.indexOf("-----END ", key) !== -1 ? end : text.lastIndexOf("\n", key) + 1;
}

function passOn(text: string, { onText, onDebugLine }: OutputListeners): void {
  if (text === "") return;
  const masked = maskSecrets(text);
  if (!isDebugLogOn()) {
    onText(masked);
    return;
  }
  const lines = masked.split("\n");
  const open = lines.pop() ?? "";
  for (const line of lines) {
    if (line.startsWith(DEBUG_PREFIX)) onDebugLine(line);
    else onText(`${line}\n`);
  }
  if (open !== "") onText(open);
}
