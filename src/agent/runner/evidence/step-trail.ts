import type { Clock } from "../../../base/clock.js";
import { maskedText } from "../../../base/secrets/mask-secrets.js";
import type { BegunStep, IterationFailure, IterationObserver, StepEnd } from "../../../scenario/iteration/iteration-ports.js";
import type { EvidenceRecord } from "../../../telemetry/evidence-record.js";
import { tenths } from "./evidence-files.js";

/** A step in a trail. */
export interface TrailStep {
  readonly begun: BegunStep;
  readonly startedAtMs: number;
  endedAtMs?: number;
  end?: StepEnd;
}

const KEPT = 100;
const MAX_TEXT = 300;
const MAX_MESSAGE = 1000;

/** The steps of one iteration with their times, the newest hundred. */
export class StepTrail {
  readonly #clock: Clock;
  readonly #onEnd: (step: TrailStep) => void;
  readonly #steps: TrailStep[] = [];
  readonly startedAtMs: number;

  constructor(clock: Clock, onEnd: (step: TrailStep) => void = () => {}) {
    this.#clock = clock;
    this.#onEnd = onEnd;
    this.startedAtMs = clock.now();
  }

  /** The observer, which also leaves the steps here. */
  follow(observer: IterationObserver): IterationObserver {
    return { ...observer, stepBegan: (step) => this.#began(step) };
  }

  /** The last step that has not ended. */
  get running(): TrailStep | undefined {
    return this.#steps.findLast(({ end }) => end === undefined);
  }

  /** The first step that has not ended. */
  get firstRunning(): TrailStep | undefined {
    return this.#steps.find(({ end }) => end === undefined);
  }

  /** The steps as a record shows them, given what the iteration failed with. */
  record(failure: IterationFailure | undefined): EvidenceRecord["steps"] {
    return this.#steps.map((step) => recordedStep(step, { failure, fromMs: this.startedAtMs }));
  }

  #began(begun: BegunStep): (end: StepEnd) => void {
    const step: TrailStep = { begun, startedAtMs: this.#clock.now() };
    this.#steps.push(step);
    if (this.#steps.length > KEPT) this.#steps.shift();
    return (end) => {
      step.endedAtMs = this.#clock.now();
      step.end = end;
      this.#onEnd(step);
    };
  }
}

/** What a step read, in a few words; `undefined` when it reads nothing. */
export function foundText(end: StepEnd | undefined): string | undefined {
  if (end?.outcome !== "done" || end.value === undefined || end.value === null) return undefined;
  // What else a step returns, such as cookies, may be secret in a form that nobody recognizes.
  const isShown = (value: unknown) => ["string", "number", "boolean"].includes(typeof value);
  const { value } = end;
  if (!isShown(value) && !(Array.isArray(value) && value.every(isShown))) return undefined;
  return maskedText(JSON.stringify(value), MAX_TEXT);
}

/** A step's name without secrets. */
export function stepText({ begun: { text } }: TrailStep): string {
  return maskedText(text, MAX_TEXT);
}

function recordedStep(
  step: TrailStep,
  { failure, fromMs }: { readonly failure: IterationFailure | undefined; readonly fromMs: number },
): EvidenceRecord["steps"][number] {
  const { begun, startedAtMs, endedAtMs, end } = step;
  // A step that fails its iteration by ending it, such as `fail`, and one that ran out of time, did not reject by themselves.
  const isCulprit = failure?.step?.number === begun.number && end?.outcome !== "done";
  const message = end?.outcome === "failed" ? end.message : isCulprit ? failure?.message : undefined;
  const found = foundText(end);
  return {
    number: begun.number,
    text: stepText(step),
    startedMs: tenths(startedAtMs - fromMs),
    ...(endedAtMs === undefined ? {} : { durationMs: tenths(endedAtMs - startedAtMs) }),
    outcome: isCulprit ? "failed" : (end?.outcome ?? "cut"),
    ...(message === undefined ? {} : { message: maskedText(message, MAX_MESSAGE) }),
    ...(found === undefined ? {} : { found }),
  };
}
