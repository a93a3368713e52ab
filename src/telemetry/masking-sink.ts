import { knownSecretsVersion } from "../base/secrets/known-secrets.js";
import { maskSecrets, maskSecretsIn } from "../base/secrets/mask-secrets.js";
import { cutAt } from "../base/wording/bounded-text.js";
import type { FailureSample, TelemetrySink } from "./telemetry-sink.js";

/** The names of a run are few and come again and again. */
const MAX_KEPT = 10_000;
/** Far more than is kept of any text of a failure; masking megabytes for each would hold up the node. */
const MAX_READ = 65_536;

/** Takes secrets out of everything before it enters telemetry, and so before it leaves the node; `masked` is shared by sinks. */
export function maskingSink(sink: TelemetrySink, masked: (text: string) => string = keptMasks()): TelemetrySink {
  return {
    sample: (metric, dimension, ...rest) => sink.sample(metric, dimension && masked(dimension), ...rest),
    count: (metric, dimension, ...rest) => sink.count(metric, dimension && masked(dimension), ...rest),
    gauge: (metric, ...rest) => sink.gauge(metric, ...rest),
    custom: (metric, ...rest) => sink.custom(masked(metric), ...rest),
    unmeasured: (...hole) => sink.unmeasured(...hole),
    failure: (sample, atMs) => sink.failure(maskSecretsIn(readable(sample)), atMs),
  };
}

function readable(sample: FailureSample): FailureSample {
  const entries = Object.entries(sample).map(([key, value]) => [key, typeof value === "string" ? cutAt(value, MAX_READ) : value]);
  return Object.fromEntries(entries) as FailureSample;
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
