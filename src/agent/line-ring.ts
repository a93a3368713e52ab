const MAX_LINE = 500;

/** The last lines of a text that comes in pieces. */
export class LineRing {
  readonly #size: number;
  readonly #lines: string[] = [];
  #open = "";

  constructor(size: number) {
    this.#size = size;
  }

  push(text: string): void {
    const pieces = `${this.#open}${text}`.split("\n");
    this.#open = (pieces.pop() ?? "").slice(0, MAX_LINE);
    for (const line of pieces) if (line.trim() !== "") this.#lines.push(line.slice(0, MAX_LINE));
    this.#lines.splice(0, this.#lines.length - this.#size);
  }

  get lines(): readonly string[] {
    return this.#open.trim() === "" ? [...this.#lines] : [...this.#lines, this.#open].slice(-this.#size);
  }
}
