import { RateCurve, type RatePiece } from "../../load/rate-curve.js";
import { HeldThrottle } from "../../load/throttle/held-throttle.js";
import { PacedThrottle } from "../../load/throttle/paced-throttle.js";
import type { ThrottleClock } from "../../load/throttle/throttle-clock.js";
import type { ThrottleRamp, ThrottleSpec } from "../../scenario/authoring/throttle-spec.js";

/** The throttle clock for a scenario's throttle. */
export function throttleClockOf<Node>(spec: ThrottleSpec): ThrottleClock<Node> {
  return spec.kind === "parallelism" ? new HeldThrottle(spec.limit) : new PacedThrottle(curveOf(spec));
}

/** Grants over time: a ramp changes a rate or an interval linearly; a stepped ramp takes a step per `every`. */
export function curveOf(spec: Exclude<ThrottleSpec, { readonly kind: "parallelism" }>): RateCurve {
  const [kind, initial] =
    spec.kind === "rate" ? (["rate", spec.perSecond / 1000] as const) : (["interval", spec.intervalMs] as const);
  const scale = spec.kind === "rate" ? 1000 : 1;
  const pieces: RatePiece[] = [];
  let value = initial;
  for (const ramp of spec.ramps) {
    pieces.push(...piecesOf(kind, value, { ...ramp, to: ramp.to / scale }));
    value = ramp.to / scale;
  }
  return new RateCurve(pieces, kind === "rate" ? value : 1 / value);
}

function piecesOf(kind: RatePiece["kind"], from: number, ramp: ThrottleRamp): readonly RatePiece[] {
  if (ramp.kind === "linear") return [{ kind, durationMs: ramp.durationMs, from, to: ramp.to }];
  return Array.from({ length: ramp.steps }, (_, step) => {
    const level = from + ((ramp.to - from) * step) / ramp.steps;
    return { kind, durationMs: ramp.everyMs, from: level, to: level };
  });
}
