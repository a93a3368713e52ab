import type { Clock, Timer } from "../../../base/clock.js";
import { maskedText } from "../../../base/secrets/mask-secrets.js";
import type { ToldStep } from "../../../protocol/evidence-messages.js";
import type { Assignment } from "../../../protocol/messages.js";
import type {
  EndedIteration,
  IterationPorts,
  IterationResult,
  ScenarioUser,
} from "../../../scenario/iteration/iteration-ports.js";
import type { ConsoleLine } from "../../../scenario/ports/evidence.js";
import type { EvidenceTaker } from "./evidence-taker.js";
import { foundText, StepTrail, stepText, type TrailStep } from "./step-trail.js";
import { StepsInOrder } from "./steps-in-order.js";
import type { TraceTaker } from "./trace-taker.js";

/** What watches a user. */
export interface UserWatch {
  readonly clock: Clock;
  readonly taker: EvidenceTaker;
  /** Absent when nothing is recorded. */
  readonly tracer: TraceTaker | undefined;
  readonly debug: Assignment["debug"];
  readonly tell: (step: ToldStep) => void;
}

/** A step that takes longer is told before it has ended. */
const STILL_WAITING_MS = 2000;
const MAX_TEXT = 500;

/** The user, whose steps are followed and whose failed iterations leave evidence. */
export function watchedUser(user: ScenarioUser, watch: UserWatch): ScenarioUser {
  return {
    userId: user.userId,
    runIteration: (ports) => runWatched(user, ports, watch),
    runHook: (hook, ports) => user.runHook(hook, watchedPorts(ports, user.userId, watch)),
    resetAssigns: () => user.resetAssigns(),
  };
}

async function runWatched(user: ScenarioUser, ports: IterationPorts, watch: UserWatch): Promise<IterationResult> {
  const { tracer } = watch;
  const watched = () => watchedPorts(ports, user.userId, watch);
  if (tracer === undefined) return user.runIteration(watched());
  let recording = await tracer.begin(user.userId, ports.page);
  const own = watched();
  const onEnded = async (ended: EndedIteration): Promise<void> => {
    const recorded = recording;
    recording = undefined;
    // Taking evidence must not be part of the recording.
    await tracer.end(recorded, ended, user.userId);
    await own.onEnded?.(ended);
  };
  try {
    return await user.runIteration({ ...own, onEnded });
  } finally {
    if (recording !== undefined) await tracer.discard(recording);
  }
}

function watchedPorts(ports: IterationPorts, userId: number, watch: UserWatch): IterationPorts {
  const { clock, taker, debug } = watch;
  const teller = debug?.tellsSteps === true ? new StepTeller(ports, userId, watch) : undefined;
  const trail: StepTrail = new StepTrail(clock, (step) => teller?.ended(step, trail));
  teller?.watch(trail);
  const onEnded = async (ended: EndedIteration): Promise<void> => {
    teller?.end();
    await taker.take({ ...ended, userId, trail });
    if (debug?.pausesOnFailure === true && ended.result.outcome === "failed") await paused(ports, userId, watch);
  };
  return { ...ports, observer: trail.follow(ports.observer), onEnded };
}

/** Until the run is stopped, the page stays as it is. */
async function paused({ interrupt, endOfLoad }: IterationPorts, userId: number, { tell }: UserWatch): Promise<void> {
  tell({ userId, state: "paused", number: 0, text: "", durationMs: 0, console: [] });
  await new Promise<void>((resume) => {
    for (const signal of [interrupt, endOfLoad]) {
      if (signal.aborted) resume();
      else signal.addEventListener("abort", () => resume(), { once: true });
    }
  });
}

/** Tells the steps of one iteration as they happen, with what the page logged meanwhile. */
class StepTeller {
  readonly #ports: IterationPorts;
  readonly #userId: number;
  readonly #watch: UserWatch;
  readonly #inOrder: StepsInOrder;
  #timer: Timer | undefined;
  readonly #toldLines = new WeakSet<ConsoleLine>();
  #toldWaiting: TrailStep | undefined;

  constructor(ports: IterationPorts, userId: number, watch: UserWatch) {
    this.#ports = ports;
    this.#userId = userId;
    this.#watch = watch;
    this.#inOrder = new StepsInOrder(watch.clock, (step) => {
      if (step.end !== undefined) this.#tell(step, step.end.outcome);
    });
    // What an earlier iteration logged.
    this.#newLines();
  }

  /** Tells a step of the trail that has been running for long, once. */
  watch(trail: StepTrail): void {
    const { clock } = this.#watch;
    this.#timer = clock.setTimer(
      () => {
        const step = trail.running;
        if (step !== undefined && step !== this.#toldWaiting && clock.now() - step.startedAtMs >= STILL_WAITING_MS) {
          this.#toldWaiting = step;
          this.#tell(step, "waiting");
        }
        this.watch(trail);
      },
      STILL_WAITING_MS / 4,
      { background: true },
    );
  }

  ended(step: TrailStep, trail: StepTrail): void {
    this.#inOrder.ended(step, trail.firstRunning);
  }

  end(): void {
    this.#inOrder.tellAll();
    this.#timer?.cancel();
  }

  #tell(step: TrailStep, state: ToldStep["state"]): void {
    const { clock, tell } = this.#watch;
    const { end, begun, startedAtMs, endedAtMs } = step;
    const message = end?.outcome === "failed" ? { message: maskedText(end.message, MAX_TEXT) } : {};
    const found = foundText(end);
    tell({
      userId: this.#userId,
      state,
      number: begun.number,
      text: stepText(step),
      durationMs: Math.max(0, (endedAtMs ?? clock.now()) - startedAtMs),
      ...message,
      ...(found === undefined ? {} : { found }),
      console: this.#logged(),
    });
  }

  /** What the page has logged since the last step was told. */
  #logged(): ToldStep["console"] {
    return this.#newLines().map(({ kind, text }) => ({ kind: kind.slice(0, 40), text: maskedText(text, MAX_TEXT) }));
  }

  #newLines(): readonly ConsoleLine[] {
    const lines = this.#ports.page.evidence.activity().console.filter((line) => !this.#toldLines.has(line));
    for (const line of lines) this.#toldLines.add(line);
    return lines;
  }
}
