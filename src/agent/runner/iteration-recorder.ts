import type { Clock } from "../../base/clock.js";
import type { IterationFailure, IterationObserver, IterationResult } from "../../scenario/iteration/iteration-ports.js";
import { signatureOf } from "../../telemetry/failure-groups.js";
import { templatePath } from "../../telemetry/page-templates.js";
import type { FailureSample, TelemetrySink } from "../../telemetry/telemetry-sink.js";

/** Records the events of an iteration as metrics. */
export function iterationRecorder(ports: {
  readonly clock: Clock;
  readonly sink: TelemetrySink;
  readonly onScreenshot: (name: string, png: Uint8Array) => void;
}): IterationObserver {
  const { clock, sink, onScreenshot } = ports;
  return {
    stepEnded({ label, startedAtMs, endedAtMs, failed, wasHeld }) {
      sink.sample("step_duration", label, endedAtMs - startedAtMs, endedAtMs, startedAtMs);
      sink.count("steps", label, 1, endedAtMs);
      if (failed) sink.count("failed_steps", label, 1, endedAtMs);
      if (wasHeld) sink.count("liveview_clicks_held", label, 1, endedAtMs);
    },
    groupEnded({ name, startedAtMs, endedAtMs }) {
      sink.sample("group_duration", name, endedAtMs - startedAtMs, endedAtMs, startedAtMs);
    },
    checkEnded({ name, passed }) {
      sink.count("checks", name, 1, clock.now());
      if (!passed) sink.count("failed_checks", name, 1, clock.now());
    },
    metric: (name, kind, value) => sink.custom(name, kind, value, clock.now()),
    screenshot: onScreenshot,
    lateStep: (operation) => sink.count("late_steps", operation, 1, clock.now()),
  };
}

/** What the report shows of an iteration that failed. */
export function failureSampleOf(result: IterationResult, userId: number, routes: readonly string[]): FailureSample {
  const { failure } = result;
  if (failure === undefined) return { category: "scenario", message: "the iteration failed without a reason", userId };
  const { message, stack, step, url, likelyCauses } = failure;
  const sample: FailureSample = {
    category: categoryOf(failure),
    message,
    userId,
    ...(stack === undefined ? {} : { stack }),
    ...(likelyCauses.length === 0 ? {} : { likelyCauses }),
    ...(step === undefined ? {} : { step: step.number, operation: step.label }),
    ...(url === undefined || url === "" ? {} : { page: templatePath(url, routes) }),
  };
  // The message names the very page; failures of pages of one kind are counted together.
  const general = message.replace(
    /\b([A-Z]+) (\/\S*) answered (?=\d)/,
    (_all, method: string, path: string) => `${method} ${templatePath(path, routes)} answered `,
  );
  return general === message ? sample : { ...sample, signature: signatureOf({ ...sample, message: general }) };
}

function categoryOf({ category }: IterationFailure): string {
  return category === "timeout" ? "iteration-timeout" : category;
}
