import type { Timer } from "../../../base/clock.js";
import { BrowserProbe, type BrowserProbePorts } from "./browser-probe.js";
import type { NodeUsage } from "./usage-meter.js";

/** What a node's health is read from. */
export interface HealthPorts extends BrowserProbePorts {
  readonly measureUsage: () => Promise<NodeUsage>;
  /** 99th percentile of the event loop's delay since the last call, in milliseconds. */
  readonly eventLoopDelayMs: () => number;
}

/** What was read at the end of a second. */
interface Look {
  readonly usage: NodeUsage | undefined;
  readonly delayMs: number;
  readonly browserLatenessMs: readonly number[];
}

const SECOND_MS = 1000;
/** Twice a second: whatever stands still for two seconds is late by more than one. */
const BEAT_MS = 500;
/** What comes later than this leaves a hole. */
const LATE_MS = 1000;
/** Some systems tell whole seconds since the machine started: less is not certain. */
const SUSPENDED_MS = 2000;
/** Timers may be a little early. */
const EARLY_MS = 50;
/** Less of a second than this says nothing about it. */
const LEAST_MS = 200;

/**
 * Once a second since T0, reads how well this node does, and tells the recorder. In between it beats: when a beat is more
 * than a second late, the process stood still, and when the machine was suspended meanwhile, the beats show that too.
 * States: idle → looking → stopped.
 */
export class HealthProbe {
  readonly #ports: HealthPorts;
  readonly #browser: BrowserProbe;
  #state: "idle" | "looking" | "stopped" = "idle";
  #timer: Timer | undefined;
  /** The look that is under way. */
  #look: Promise<void> = Promise.resolve();
  #isLooking = false;
  #t0Ms = 0;
  #nextSecond = 0;
  #lastBeat = { atMs: 0, sinceBootMs: 0 };

  constructor(ports: HealthPorts) {
    this.#ports = ports;
    this.#browser = new BrowserProbe(ports);
  }

  start(t0Ms: number): void {
    if (this.#state !== "idle") return;
    const { clock, eventLoopDelayMs, measureUsage } = this.#ports;
    this.#state = "looking";
    this.#t0Ms = t0Ms;
    this.#lastBeat = { atMs: clock.now(), sinceBootMs: clock.sinceBoot() };
    eventLoopDelayMs();
    void measureUsage().catch(() => {});
    this.#browser.ask();
    this.#wait();
  }

  /** Looks for a last time, at the second that is under way; never rejects. */
  async finish(): Promise<void> {
    const { clock } = this.#ports;
    if (this.#state !== "looking") return;
    this.stop();
    this.#noteStandstill();
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
    const sinceT0Ms = clock.now() - this.#t0Ms;
    const next = Math.floor((sinceT0Ms + EARLY_MS) / BEAT_MS) + 1;
    this.#timer = clock.setTimer(() => this.#beat(), Math.max(1, next * BEAT_MS - sinceT0Ms));
  }

  #beat(): void {
    this.#noteStandstill();
    const last = Math.floor((this.#ports.clock.now() - this.#t0Ms + EARLY_MS) / SECOND_MS) - 1;
    if (last >= this.#nextSecond && !this.#isLooking) this.#look = this.#tellUpTo(last);
    this.#browser.ask();
    this.#wait();
  }

  #noteStandstill(): void {
    const { clock, recorder } = this.#ports;
    const last = this.#lastBeat;
    const beat = { atMs: clock.now(), sinceBootMs: clock.sinceBoot() };
    this.#lastBeat = beat;
    const awakeMs = beat.atMs - last.atMs;
    const suspendedMs = beat.sinceBootMs - last.sinceBootMs - awakeMs;
    if (awakeMs > BEAT_MS + LATE_MS || suspendedMs > SUSPENDED_MS) recorder.unmeasured(last.atMs, beat.atMs);
  }

  /** What there is to say holds for all seconds since the last look; of a hole among them the recorder knows. */
  async #tellUpTo(last: number): Promise<void> {
    const { recorder, measureUsage, eventLoopDelayMs, clock } = this.#ports;
    this.#isLooking = true;
    const read = await measureUsage().catch(() => undefined);
    this.#isLooking = false;
    const usage = read === undefined ? undefined : eachSecond(read, last - this.#nextSecond + 1);
    const look = { usage, delayMs: eventLoopDelayMs(), browserLatenessMs: this.#browser.takeLateness() };
    const endMs = this.#t0Ms + (last + 1) * SECOND_MS;
    if (clock.now() - endMs > LATE_MS) recorder.unmeasured(this.#t0Ms + this.#nextSecond * SECOND_MS, endMs - 1);
    for (; this.#nextSecond <= last; this.#nextSecond += 1) {
      recorder.health(this.#nextSecond, {
        browserLatenessMs: look.browserLatenessMs,
        pageLatenessMs: [],
        eventLoopDelayMs: look.delayMs,
        cpu: usage?.cpu,
        memory: usage?.memory,
        throttledMs: usage?.throttledMs,
        outOfMemoryKills: usage?.outOfMemoryKills,
      });
      this.#tell(this.#nextSecond, look);
    }
  }

  #tell(second: number, { usage, delayMs, browserLatenessMs }: Look): void {
    const { recorder } = this.#ports;
    const atMs = this.#t0Ms + (second + 0.5) * SECOND_MS;
    const { cpu, memory, throttledMs } = usage ?? {};
    if (cpu !== undefined) recorder.gauge("node_cpu", cpu, atMs);
    if (memory !== undefined) recorder.gauge("node_memory", memory, atMs);
    if (throttledMs !== undefined) recorder.gauge("node_throttled", throttledMs, atMs);
    recorder.gauge("node_event_loop_delay", delayMs, atMs);
    for (const lateMs of browserLatenessMs) recorder.gauge("node_browser_round_trip", lateMs, atMs);
  }
}

/** What was added up over several seconds, as it was in each of them. */
function eachSecond(usage: NodeUsage, seconds: number): NodeUsage {
  const { throttledMs } = usage;
  return throttledMs === undefined ? usage : { ...usage, throttledMs: throttledMs / seconds };
}
