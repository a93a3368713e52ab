import { cutAt } from "../base/bounded-text.js";
import { knownSecretsVersion } from "../base/known-secrets.js";
import { maskSecrets, maskSecretsIn } from "../base/mask-secrets.js";
import type { FailureSample, TelemetrySink } from "./telemetry-sink.js";

/** The names of a run are few and come again and again. */
const MAX_KEPT = 10_000;
const LONGEST_SEARCHED = 40_000;

/** Takes secrets out of everything before it enters telemetry, and so before it leaves the node; `masked` is shared by sinks. */
export function maskingSink(sink: TelemetrySink, masked: (text: string) => string = keptMasks()): TelemetrySink {
  return {
    sample: (metric, dimension, ...rest) => sink.sample(metric, dimension && masked(dimension), ...rest),
    count: (metric, dimension, ...rest) => sink.count(metric, dimension && masked(dimension), ...rest),
    gauge: (metric, ...rest) => sink.gauge(metric, ...rest),
    custom: (metric, ...rest) => sink.custom(masked(metric), ...rest),
    unmeasured: (...hole) => sink.unmeasured(...hole),
    failure: (sample, atMs) => sink.failure(maskSecretsIn(begun(sample)), atMs),
  };
}

/** Of texts of megabytes only the beginning is kept in the end: the rest need not be searched. */
function begun(sample: FailureSample): FailureSample {
  const cut = Object.entries(sample).map(([key, value]) => [
    key,
    typeof value === "string" ? cutAt(value, LONGEST_SEARCHED) : value,
  ]);
  return Object.fromEntries(cut) as FailureSample;
}

/** Masks names, and remembers those that it has masked. */
export function keptMasks(): (text: string) => string {
  const kept = new Map<string, string>();
  let version = knownSecretsVersion();
  return (text) => {
    if (version !== knownSecretsVersion() || kept.size >= MAX_KEPT) kept.clear();
    version = knownSecretsVersion();
    let masked = kept.get(text);
    if (masked === undefined) {
      masked = maskSecrets(text);
      kept.set(text, masked);
    }
    return masked;
  };
}
