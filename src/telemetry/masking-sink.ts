import { knownSecretsVersion } from "../base/secrets/known-secrets.js";
import { maskSecrets, maskSecretsIn } from "../base/secrets/mask-secrets.js";
import { cutAt } from "../base/wording/bounded-text.js";
import type { FailureSample, TelemetrySink } from "./telemetry-sink.js";

/** A run uses few distinct names, again and again. */
const MAX_KEPT = 10_000;
/** Far more than is kept of a failure's texts. Masking megabytes per failure would stall the node. */
const MAX_READ = 65_536;

/** Masks secrets in everything that enters telemetry, so before it leaves the node. Sinks can share `masked` as a cache. */
export function maskingSink(sink: TelemetrySink, masked: (text: string) => string = keptMasks()): TelemetrySink {
  return {
    sample: (metric, dimension, ...rest) => sink.sample(metric, dimension && masked(dimension), ...rest),
    count: (metric, dimension, ...rest) => sink.count(metric, dimension && masked(dimension), ...rest),
    gauge: (metric, ...rest) => sink.gauge(metric, ...rest),
    custom: (metric, ...rest) => sink.custom(masked(metric), ...rest),
    unmeasured: (...hole) => sink.unmeasured(...hole),
    failure: (sample, atMs) => sink.failure(maskedFailure(sample), atMs),
    pageError: (sample, atMs) => sink.pageError(maskedFailure(sample), atMs),
  };
}

/** A failure without secrets, as it enters telemetry. */
export function maskedFailure<T extends FailureSample>(sample: T): T {
  const entries = Object.entries(sample).map(([key, value]) => [key, typeof value === "string" ? cutAt(value, MAX_READ) : value]);
  return maskSecretsIn(Object.fromEntries(entries) as T);
}

/** Creates a function that masks secrets in names and caches the results. */
export function keptMasks(): (text: string) => string {
  const masks = new Map<string, string>();
  let version = knownSecretsVersion();
  return (text) => {
    if (version !== knownSecretsVersion() || masks.size >= MAX_KEPT) masks.clear();
    version = knownSecretsVersion();
    let masked = masks.get(text);
    if (masked === undefined) {
      masked = maskSecrets(text);
      masks.set(text, masked);
    }
    return masked;
  };
}
