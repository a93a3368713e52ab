import type { TextStream } from "../../../base/host.js";
import { columnsOf, cutTo } from "./terminal-text.js";

const [HIDE_CURSOR, SHOW_CURSOR] = ["\u001b[?25l", "\u001b[?25h"];

/**
 * Lines at the bottom of a terminal that are drawn anew in place. Each drawing is one write that leaves the cursor visible on
 * the line below: however the process ends, there is nothing to restore.
 */
export class DrawnBlock {
  readonly #stream: TextStream;
  #lines: readonly string[] = [];

  constructor(stream: TextStream) {
    this.#stream = stream;
  }

  /** Replaces the lines; those that do not fit are cut. */
  draw(lines: readonly string[]): void {
    // The last column stays free: some terminals begin a new line as soon as it is used.
    const fitting = lines.map((line) => cutTo(line, this.#columns - 1));
    this.#write(`${fitting.map((line) => `${line}\n`).join("")}`);
    this.#lines = fitting;
  }

  /** Writes lines that stay, above the block. */
  keep(text: string): void {
    this.#write(`${text}\n${this.#lines.map((line) => `${line}\n`).join("")}`);
  }

  /** Removes the lines. */
  clear(): void {
    if (this.#lines.length > 0) this.#write("");
    this.#lines = [];
  }

  get #columns(): number {
    return Math.max(20, this.#stream.columns || 80);
  }

  #write(text: string): void {
    this.#stream.write(`${HIDE_CURSOR}${this.#back()}${text}${SHOW_CURSOR}`);
  }

  /** Moves to where the block begins and erases from there. A terminal that became narrower has wrapped its lines. */
  #back(): string {
    const rows = this.#lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(columnsOf(line) / this.#columns)), 0);
    return `\r${rows === 0 ? "" : `\u001b[${rows}A`}\u001b[J`;
  }
}
