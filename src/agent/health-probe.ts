import type { Clock, Timer } from "../base/clock.js";
import type { Recorder } from "../telemetry/recorder.js";
import type { NodeUsage } from "./usage-meter.js";

/** What a node's health is read from. */
export interface HealthPorts {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly measureUsage: () => Promise<NodeUsage>;
  /** 99th percentile of the event loop's delay since the last call, in milliseconds. */
  readonly eventLoopDelayMs: () => number;
  /** A message to the browser and back; `undefined` while there is no browser to ask. */
  readonly roundTrip: (timeoutMs: number) => Promise<number> | undefined;
}

const SECOND_MS = 1000;
/** Less of a second than this says nothing about it. */
const LEAST_MS = 200;
const PROBE_TIMEOUT_MS = 10_000;

/** Once a second since T0, looks at how well this node does, and tells the recorder. States: idle → looking → stopped. */
export class HealthProbe {
  readonly #ports: HealthPorts;
  #state: "idle" | "looking" | "stopped" = "idle";
  #timer: Timer | undefined;
  /** The look that is under way. */
  #look: Promise<void> = Promise.resolve();
  #t0Ms = 0;
  #nextSecond = 0;
  #latenessMs: number[] = [];
  /** When the message went out that has not come back. */
  #askedAtMs: number | undefined;

  constructor(ports: HealthPorts) {
    this.#ports = ports;
  }

  start(t0Ms: number): void {
    if (this.#state !== "idle") return;
    this.#state = "looking";
    this.#t0Ms = t0Ms;
    this.#ports.eventLoopDelayMs();
    void this.#ports.measureUsage().catch(() => {});
    this.#askBrowser();
    this.#wait();
  }

  /** Looks for a last time, at the second that is under way; never rejects. */
  async finish(): Promise<void> {
    const { clock } = this.#ports;
    if (this.#state !== "looking") return;
    this.stop();
    await this.#look;
    const last = Math.floor((clock.now() - this.#t0Ms - LEAST_MS) / SECOND_MS);
    if (last >= this.#nextSecond) await this.#tellUpTo(last);
  }

  stop(): void {
    this.#state = "stopped";
    this.#timer?.cancel();
  }

  #wait(): void {
    const { clock } = this.#ports;
    const dueMs = this.#t0Ms + (this.#nextSecond + 1) * SECOND_MS;
    this.#timer = clock.setTimer(
      () => {
        this.#look = this.#onSecond();
      },
      Math.max(1, dueMs - clock.now()),
    );
  }

  async #onSecond(): Promise<void> {
    const last = Math.floor((this.#ports.clock.now() - this.#t0Ms) / SECOND_MS) - 1;
    // Timers may be a little early.
    if (last >= this.#nextSecond) await this.#tellUpTo(last);
    if (this.#state !== "looking") return;
    this.#askBrowser();
    this.#wait();
  }

  /** What there is to say of the second that ended just now holds for every one that was slept through, too. */
  async #tellUpTo(last: number): Promise<void> {
    const { recorder, measureUsage, eventLoopDelayMs } = this.#ports;
    const usage = await measureUsage().catch(() => undefined);
    const delayMs = eventLoopDelayMs();
    const browserLatenessMs = this.#takeLateness();
    for (; this.#nextSecond <= last; this.#nextSecond += 1) {
      recorder.health(this.#nextSecond, {
        browserLatenessMs,
        pageLatenessMs: [],
        eventLoopDelayMs: delayMs,
        cpu: usage?.cpu,
        memory: usage?.memory,
        throttledMs: usage?.throttledMs,
        outOfMemoryKills: usage?.outOfMemoryKills,
      });
      this.#tell(this.#nextSecond, { usage, delayMs, browserLatenessMs });
    }
  }

  #tell(
    second: number,
    seen: { readonly usage: NodeUsage | undefined; readonly delayMs: number; readonly browserLatenessMs: readonly number[] },
  ): void {
    const { recorder } = this.#ports;
    const atMs = this.#t0Ms + (second + 0.5) * SECOND_MS;
    const { cpu, memory, throttledMs } = seen.usage ?? {};
    if (cpu !== undefined) recorder.gauge("node_cpu", cpu, atMs);
    if (memory !== undefined) recorder.gauge("node_memory", memory, atMs);
    if (throttledMs !== undefined) recorder.gauge("node_throttled", throttledMs, atMs);
    recorder.gauge("node_event_loop_delay", seen.delayMs, atMs);
    for (const lateMs of seen.browserLatenessMs) recorder.gauge("node_browser_round_trip", lateMs, atMs);
  }

  /** How late answers were; one that is still out is as late as it has been waited for. */
  #takeLateness(): readonly number[] {
    const taken = this.#latenessMs;
    this.#latenessMs = [];
    if (this.#askedAtMs !== undefined) taken.push(this.#ports.clock.now() - this.#askedAtMs);
    return taken;
  }

  #askBrowser(): void {
    if (this.#askedAtMs !== undefined) return;
    const answer = this.#ports.roundTrip(PROBE_TIMEOUT_MS);
    if (answer === undefined) return;
    this.#askedAtMs = this.#ports.clock.now();
    answer.then(
      (tookMs) => {
        this.#askedAtMs = undefined;
        this.#latenessMs.push(tookMs);
      },
      // It timed out, which was noted every second, or there is no browser any more, which is told elsewhere.
      () => {
        this.#askedAtMs = undefined;
      },
    );
  }
}
