import type { Vital } from "./wire.js";

/** The present value of a web vital of one navigation. */
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
 * Pages report their vitals as they change; a value is final once the page or its soft navigation is over. The last value is kept
 * here until then, so that each vital is recorded once per navigation.
 */
export class VitalsLedger {
  readonly #record: (value: VitalValue) => void;
  readonly #standing = new Map<Vital, Standing>();
  /** The vitals that were recorded for the present document. */
  readonly #recorded = new Set<string>();
  #document = Number.NEGATIVE_INFINITY;

  constructor(record: (value: VitalValue) => void) {
    this.#record = record;
  }

  /** A document of the main frame reported something: the values of earlier documents are final. */
  seen(document: number): void {
    if (document <= this.#document) return;
    this.settle();
    this.#recorded.clear();
    this.#document = document;
  }

  update(document: number, navigation: string, current: VitalValue): void {
    // From a page that is over.
    if (document < this.#document || this.#recorded.has(`${current.vital} ${navigation}`)) return;
    const before = this.#standing.get(current.vital);
    if (before !== undefined && before.navigation !== navigation) this.#settle(before);
    this.#standing.set(current.vital, { navigation, current });
  }

  /** Records all values as final. */
  settle(): void {
    for (const standing of this.#standing.values()) this.#settle(standing);
  }

  #settle({ navigation, current }: Standing): void {
    this.#standing.delete(current.vital);
    this.#recorded.add(`${current.vital} ${navigation}`);
    this.#record(current);
  }
}
