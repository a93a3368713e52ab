/** One piece of a curve: a rate (per millisecond), or the interval between two events (milliseconds), that changes linearly. */
export type RatePiece =
  | { readonly kind: "rate"; readonly durationMs: number; readonly from: number; readonly to: number }
  | { readonly kind: "interval"; readonly durationMs: number; readonly from: number; readonly to: number };

interface PlacedPiece {
  readonly piece: RatePiece;
  readonly startMs: number;
  readonly endMs: number;
  /** Number of events before the piece begins, and before it ends. */
  readonly startCount: number;
  readonly endCount: number;
}

/**
 * Events over time: G(t), the integral of a piecewise rate, and its inverse. With a rate r and its slope
 * s, G(t) = r·t + s·t²/2 and t = 2y / (r + √(r² + 2sy)); with an interval i and its slope s, G(t) = ln(1 + s·t/i) / s and
 * t = i·(eˢʸ − 1) / s. After the last piece the rate is constant.
 */
export class RateCurve {
  readonly #pieces: readonly PlacedPiece[];
  readonly #endMs: number;
  readonly #endCount: number;
  readonly #tailPerMs: number;

  /** `tailPerMs`: the rate after the last piece. */
  constructor(pieces: readonly RatePiece[], tailPerMs: number) {
    let [startMs, startCount] = [0, 0];
    this.#pieces = pieces.map((piece) => {
      const placed = { piece, startMs, startCount, endMs: startMs + piece.durationMs, endCount: startCount + wholeOf(piece) };
      startMs = placed.endMs;
      startCount = placed.endCount;
      return placed;
    });
    [this.#endMs, this.#endCount, this.#tailPerMs] = [startMs, startCount, tailPerMs];
  }

  /** Events until `atMs`, as a fraction; 0 before the beginning. */
  countAt(atMs: number): number {
    if (atMs >= this.#endMs) return this.#endCount + (atMs - this.#endMs) * this.#tailPerMs;
    const at = this.#pieces.find(({ endMs }) => atMs < endMs);
    return at === undefined || atMs <= 0 ? 0 : at.startCount + countIn(at.piece, atMs - at.startMs);
  }

  /** The first instant at which {@link countAt} reaches `count`; `Infinity` when it never does. */
  instantOf(count: number): number {
    if (count <= 0) return 0;
    const at = this.#pieces.find(({ endCount }) => count <= endCount);
    if (at !== undefined) return Math.min(at.endMs, at.startMs + instantIn(at.piece, count - at.startCount));
    return this.#tailPerMs > 0 ? this.#endMs + (count - this.#endCount) / this.#tailPerMs : Number.POSITIVE_INFINITY;
  }

  /** Events per millisecond at an instant. */
  perMsAt(atMs: number): number {
    const at = this.#pieces.find(({ endMs }) => atMs < endMs);
    if (at === undefined) return this.#tailPerMs;
    const { kind, from, to, durationMs } = at.piece;
    const value = from + ((to - from) * Math.max(0, atMs - at.startMs)) / durationMs;
    return kind === "rate" ? value : 1 / value;
  }
}

function wholeOf(piece: RatePiece): number {
  return countIn(piece, piece.durationMs);
}

function countIn({ kind, from, to, durationMs }: RatePiece, atMs: number): number {
  const slope = (to - from) / durationMs;
  if (kind === "rate") return from * atMs + (slope * atMs * atMs) / 2;
  return slope === 0 ? atMs / from : Math.log1p((slope * atMs) / from) / slope;
}

function instantIn({ kind, from, to, durationMs }: RatePiece, count: number): number {
  const slope = (to - from) / durationMs;
  if (kind === "rate") {
    // At the very end of a ramp to 0, rounding may make the radicand slightly negative.
    const root = Math.sqrt(Math.max(0, from * from + 2 * slope * count));
    return from + root === 0 ? durationMs : (2 * count) / (from + root);
  }
  return slope === 0 ? count * from : (from * Math.expm1(slope * count)) / slope;
}
