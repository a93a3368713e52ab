import { boundedText } from "../../base/wording/bounded-text.js";

const MAX_LINE = 500;

/** Keeps the last lines of a text that arrives in chunks. */
export class LineRing {
  readonly #size: number;
  readonly #lines: string[] = [];
  #open = "";

  constructor(size: number) {
    this.#size = size;
  }

  push(text: string): void {
    const pieces = `${this.#open}${text}`.split("\n");
    this.#open = boundedText(pieces.pop() ?? "", MAX_LINE);
    for (const line of pieces) if (line.trim() !== "") this.#lines.push(boundedText(line, MAX_LINE));
    this.#lines.splice(0, this.#lines.length - this.#size);
  }

  get lines(): readonly string[] {
    return this.#open.trim() === "" ? [...this.#lines] : [...this.#lines, this.#open].slice(-this.#size);
  }
}
