import type { Clock, Timer } from "../../base/clock.js";
import { abortError } from "../../base/deadline.js";
import type { ThrottleDemand } from "../../load/throttle/throttle-line.js";
import type { ThrottleLease, ThrottlePort } from "../../scenario/iteration/iteration-ports.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";

/** A throttle, as a node sees it. */
export interface GatedThrottle {
  readonly name: string;
  /** Grants are held by users and have to be released. */
  readonly held: boolean;
}

/** What {@link ThrottleGate} acts through. */
export interface ThrottleGateOptions {
  readonly clock: Clock;
  readonly sink: Pick<TelemetrySink, "sample">;
  readonly throttles: readonly GatedThrottle[];
  /** Reports the demand for all throttles to the controller. */
  readonly report: (demands: ThrottleDemand[]) => void;
}

/** Changes within this time are reported together. */
const GATHER_MS = 5;
/** Using a grant later than this would break the rate. */
const LATE_MS = 500;
/** Timers may fire early by up to this. */
const EARLY_MS = 0.5;

/** Queues this node's users for the cluster's throttles; they proceed at the instants that the controller grants. */
export class ThrottleGate implements ThrottlePort {
  readonly #options: ThrottleGateOptions;
  readonly #lanes: readonly Lane[];
  #reporting: Timer | undefined;

  constructor(options: ThrottleGateOptions) {
    this.#options = options;
    const changed = () => this.#changed();
    this.#lanes = options.throttles.map((throttle) => new Lane(throttle, options, changed));
  }

  acquire(name: string, signal: AbortSignal): Promise<ThrottleLease> {
    const lane = this.#lanes.find(({ throttle }) => throttle.name === name);
    if (lane === undefined) throw new RangeError(`unknown throttle ${JSON.stringify(name)}`);
    return lane.acquire(signal);
  }

  /** Takes grants from the controller. */
  granted({
    throttle,
    first,
    dueMs,
  }: {
    readonly throttle: number;
    readonly first: number;
    readonly dueMs: readonly number[];
  }): void {
    this.#lanes[throttle]?.granted(first, dueMs);
  }

  /** Reports pending changes now. */
  flush(): void {
    if (this.#reporting === undefined) return;
    this.#reporting.cancel();
    this.#reporting = undefined;
    this.#options.report(this.#lanes.map(({ demand }) => ({ ...demand })));
  }

  #changed(): void {
    this.#reporting ??= this.#options.clock.setTimer(() => this.flush(), GATHER_MS);
  }
}

interface Waiter {
  readonly sinceMs: number;
  readonly go: (lease: ThrottleLease) => void;
}

/** The users that wait for one throttle, and the granted instants. */
class Lane {
  readonly throttle: GatedThrottle;
  readonly demand = { wants: 0, gaveUp: 0, received: 0, used: 0, returned: 0, released: 0 };
  readonly #options: ThrottleGateOptions;
  readonly #changed: () => void;
  readonly #waiters: Waiter[] = [];
  readonly #dueMs: number[] = [];
  #timer: Timer | undefined;

  constructor(throttle: GatedThrottle, options: ThrottleGateOptions, changed: () => void) {
    this.throttle = throttle;
    this.#options = options;
    this.#changed = changed;
  }

  acquire(signal: AbortSignal): Promise<ThrottleLease> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        sinceMs: this.#options.clock.now(),
        go: (lease) => {
          signal.removeEventListener("abort", leave);
          resolve(lease);
        },
      };
      const leave = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        this.demand.gaveUp += 1;
        this.#changed();
        reject(abortError(signal));
      };
      if (signal.aborted) {
        reject(abortError(signal));
        return;
      }
      signal.addEventListener("abort", leave, { once: true });
      this.#waiters.push(waiter);
      this.demand.wants += 1;
      this.#changed();
    });
  }

  granted(first: number, dueMs: readonly number[]): void {
    const { demand } = this;
    // Duplicates after a resume are dropped. If there is a gap, the controller sends the grants again.
    if (first > demand.received) return;
    const fresh = dueMs.slice(demand.received - first);
    demand.received += fresh.length;
    this.#dueMs.push(...fresh);
    this.#look();
  }

  #look(): void {
    const { clock } = this.#options;
    this.#timer?.cancel();
    for (let [due] = this.#dueMs; due !== undefined; [due] = this.#dueMs) {
      const nowMs = clock.now();
      if (due - nowMs >= EARLY_MS) {
        this.#timer = clock.setTimer(() => this.#look(), due - nowMs);
        return;
      }
      this.#dueMs.shift();
      this.#use(due, nowMs);
    }
  }

  #use(dueMs: number, nowMs: number): void {
    const { demand, throttle } = this;
    const isLate = !throttle.held && nowMs - dueMs > LATE_MS;
    const waiter = isLate ? undefined : this.#waiters.shift();
    this.#changed();
    if (waiter === undefined) {
      demand.returned += 1;
      return;
    }
    demand.used += 1;
    this.#options.sink.sample("throttle_wait", throttle.name, Math.max(0, nowMs - waiter.sinceMs), nowMs, waiter.sinceMs);
    waiter.go({ release: () => this.#release() });
  }

  #release(): void {
    if (!this.throttle.held) return;
    this.demand.released += 1;
    this.#changed();
  }
}
