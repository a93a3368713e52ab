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

/** Reads what the runner writes. */
export function readRunnerOutput(stream: Readable, { onText, onDebugLine }: OutputListeners): void {
  let open = "";
  // A chunk may end in the middle of a character.
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const text = maskSecrets(chunk);
    if (!isDebugLogOn()) return onText(text);
    const lines = `${open}${text}`.split("\n");
    open = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith(DEBUG_PREFIX)) onDebugLine(line);
      else onText(`${line}\n`);
    }
  });
  stream.on("end", () => {
    if (open !== "") onText(open);
  });
}
