import type { Vital } from "./wire.js";

/** A web vital of one navigation of a page, as it stands. */
export interface VitalValue {
  readonly vital: Vital;
  readonly page: string;
  readonly value: number;
  readonly endedAtMs: number;
}

interface Standing {
  readonly navigation: string;
  readonly current: VitalValue;
}

/**
 * Pages tell their vitals as they change; a value is final once the page, or the browser's own (soft) navigation, is over.
 * So that each is recorded once for each navigation, the last one is kept here until then.
 */
export class VitalsLedger {
  readonly #record: (value: VitalValue) => void;
  readonly #standing = new Map<Vital, Standing>();
  /** What has been recorded for the present document. */
  readonly #recorded = new Set<string>();
  #document = Number.NEGATIVE_INFINITY;

  constructor(record: (value: VitalValue) => void) {
    this.#record = record;
  }

  /** A document of the main frame has said something; the values of the one before it are final. */
  seen(document: number): void {
    if (document <= this.#document) return;
    this.settle();
    this.#recorded.clear();
    this.#document = document;
  }

  update(document: number, navigation: string, current: VitalValue): void {
    // Of a page that is over.
    if (document < this.#document || this.#recorded.has(`${current.vital} ${navigation}`)) return;
    const before = this.#standing.get(current.vital);
    if (before !== undefined && before.navigation !== navigation) this.#settle(before);
    this.#standing.set(current.vital, { navigation, current });
  }

  /** Takes all values as final. */
  settle(): void {
    for (const standing of this.#standing.values()) this.#settle(standing);
  }

  #settle({ navigation, current }: Standing): void {
    this.#standing.delete(current.vital);
    this.#recorded.add(`${current.vital} ${navigation}`);
    this.#record(current);
  }
}
