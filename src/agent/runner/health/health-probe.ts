import type { Timer } from "../../../base/clock.js";
import { BrowserProbe, type BrowserProbePorts } from "./browser-probe.js";
import type { NodeUsage } from "./usage-meter.js";

/** What {@link HealthProbe} reads. */
export interface HealthPorts extends BrowserProbePorts {
  readonly measureUsage: () => Promise<NodeUsage>;
  /** 99th percentile of the event loop's delay since the last call, in milliseconds. */
  readonly eventLoopDelayMs: () => number;
}

/** Readings at the end of a second. */
interface Reading {
  readonly usage: NodeUsage | undefined;
  readonly delayMs: number;
  readonly browserLatenessMs: readonly number[];
}

const SECOND_MS = 1000;
/** Twice a second, so that a stall of two seconds makes a beat more than one second late. */
const BEAT_MS = 500;
/** A reading that is later than this leaves a gap. */
const LATE_MS = 1000;
/** Some systems report their uptime in whole seconds, so shorter suspensions are uncertain. */
const SUSPENDED_MS = 2000;
/** Timers may be a little early. */
const EARLY_MS = 50;
/** A shorter part of a second says too little about it. */
const LEAST_MS = 200;

/**
 * Once a second since T0, reads this node's health and passes it to the recorder. A beat every half second shows when the
 * process stalled or the machine was suspended. States: idle → looking → stopped.
 */
export class HealthProbe {
  readonly #ports: HealthPorts;
  readonly #browser: BrowserProbe;
  #state: "idle" | "looking" | "stopped" = "idle";
  #timer: Timer | undefined;
  /** The reading in progress. */
  #reading: Promise<void> = Promise.resolve();
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

  /** Takes a last reading, for the current second; never rejects. */
  async finish(): Promise<void> {
    const { clock } = this.#ports;
    if (this.#state !== "looking") return;
    this.stop();
    this.#noteStall();
    await this.#reading;
    const last = Math.floor((clock.now() - this.#t0Ms - LEAST_MS) / SECOND_MS);
    if (last >= this.#nextSecond) await this.#recordUpTo(last);
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
    this.#noteStall();
    const last = Math.floor((this.#ports.clock.now() - this.#t0Ms + EARLY_MS) / SECOND_MS) - 1;
    if (last >= this.#nextSecond && !this.#isLooking) this.#reading = this.#recordUpTo(last);
    this.#browser.ask();
    this.#wait();
  }

  #noteStall(): void {
    const { clock, recorder } = this.#ports;
    const last = this.#lastBeat;
    const beat = { atMs: clock.now(), sinceBootMs: clock.sinceBoot() };
    this.#lastBeat = beat;
    const awakeMs = beat.atMs - last.atMs;
    const suspendedMs = beat.sinceBootMs - last.sinceBootMs - awakeMs;
    if (awakeMs > BEAT_MS + LATE_MS || suspendedMs > SUSPENDED_MS) recorder.unmeasured(last.atMs, beat.atMs);
  }

  /** Records the reading for all seconds since the last one; the recorder knows of gaps among them. */
  async #recordUpTo(last: number): Promise<void> {
    const { recorder, measureUsage, eventLoopDelayMs, clock } = this.#ports;
    this.#isLooking = true;
    const read = await measureUsage().catch(() => undefined);
    this.#isLooking = false;
    const usage = read === undefined ? undefined : eachSecond(read, last - this.#nextSecond + 1);
    const reading = { usage, delayMs: eventLoopDelayMs(), browserLatenessMs: this.#browser.takeLateness() };
    const endMs = this.#t0Ms + (last + 1) * SECOND_MS;
    if (clock.now() - endMs > LATE_MS) recorder.unmeasured(this.#t0Ms + this.#nextSecond * SECOND_MS, endMs - 1);
    for (; this.#nextSecond <= last; this.#nextSecond += 1) {
      recorder.health(this.#nextSecond, {
        browserLatenessMs: reading.browserLatenessMs,
        pageLatenessMs: [],
        eventLoopDelayMs: reading.delayMs,
        cpu: usage?.cpu,
        memory: usage?.memory,
        throttledMs: usage?.throttledMs,
        outOfMemoryKills: usage?.outOfMemoryKills,
      });
      this.#recordGauges(this.#nextSecond, reading);
    }
  }

  #recordGauges(second: number, { usage, delayMs, browserLatenessMs }: Reading): void {
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

/** Divides what accumulated over several seconds evenly among them. */
function eachSecond(usage: NodeUsage, seconds: number): NodeUsage {
  const { throttledMs } = usage;
  return throttledMs === undefined ? usage : { ...usage, throttledMs: throttledMs / seconds };
}
