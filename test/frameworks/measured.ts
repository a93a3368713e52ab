import type { RunResult } from "../../src/result/model.js";

/** Samples in milliseconds. */
export interface Samples {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** What a run measured, whether or not the generator was healthy. */
export interface Measured {
  /** Interactions by adapter. */
  readonly adapters: Readonly<Record<string, number>>;
  counter(name: string): number;
  /** For messages: the interactions that were not measured, by their steps. */
  readonly notMeasured: string;
  /** Durations of the interactions of a step. */
  all(step: string): Samples;
  /** Their delays, their servers' parts and their patches. */
  parts(step: string): readonly [Samples, Samples, Samples];
  firstChange(step: string): Samples;
  /** Until the text was there, as the page itself saw. */
  shown(action: string): Samples;
}

const REASONS = ["ambiguous", "unanswered", "local"] as const;

/** The figures of interactions in a result. */
export function figuresOf({ counters, histograms, sick }: RunResult): Measured {
  const of = (metric: string, step?: string): Samples => {
    const all = [histograms, sick.histograms].flatMap((section) => {
      const found = section[metric];
      return (step === undefined ? found?.aggregate : found?.by?.[step]) ?? [];
    });
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    return {
      count: sum(all.map(({ count }) => count)),
      sum: sum(all.map((one) => one.sum)),
      min: Math.min(...all.map(({ min }) => min)),
      max: Math.max(...all.map(({ max }) => max)),
    };
  };
  const adaptersOf = (name: string) => counters[name]?.by ?? {};
  return {
    adapters: adaptersOf("interactions"),
    notMeasured: REASONS.map((reason) => `${reason}: ${JSON.stringify(adaptersOf(`interactions_${reason}`))}`).join(", "),
    counter: (name) => Object.values(adaptersOf(name)).reduce((total, count) => total + count, 0),
    all: (step) => of("interaction_duration", step),
    parts: (step) => [
      of("interaction_delay_duration", step),
      of("interaction_server_duration", step),
      of("interaction_patch_duration", step),
    ],
    firstChange: (step) => of("interaction_first_change_duration", step),
    shown: (action) => of(`shown_${action}`),
  };
}
