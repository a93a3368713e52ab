import type { PagePort } from "../../../page-port.js";
import type { Actor } from "../actor.js";
import { CLOCK_IN_PAGE, type PageTime } from "./clock-in-page.js";

type Instant = number | string | Date;

/** Playwright's `Clock`, of one page: its documents from the next one on, and the present one. */
export class PageClock {
  readonly #actor: Actor;
  readonly #port: PagePort;
  #time: PageTime | undefined;
  /** Ends the script of the time before. */
  #end: (() => Promise<void>) | undefined;

  constructor(actor: Actor, port: PagePort) {
    this.#actor = actor;
    this.#port = port;
  }

  async install({ time }: { readonly time?: Instant } = {}): Promise<void> {
    await this.#set({ shownMs: time === undefined ? this.#now() : instantOf(time), isPaused: false, hasTimers: true });
  }

  async fastForward(ticks: number | string): Promise<void> {
    await this.#set({ ...this.#installed(), shownMs: this.#now() + ticksOf(ticks) }, "once");
  }

  async runFor(ticks: number | string): Promise<void> {
    await this.#set({ ...this.#installed(), shownMs: this.#now() + ticksOf(ticks) }, "each");
  }

  async pauseAt(time: Instant): Promise<void> {
    await this.#set({ ...this.#installed(), shownMs: instantOf(time), isPaused: true }, "once");
  }

  async resume(): Promise<void> {
    await this.#set({ ...this.#installed(), shownMs: this.#now(), isPaused: false });
  }

  async setFixedTime(time: Instant): Promise<void> {
    await this.#set({ ...this.#present(), shownMs: this.#now(), fixedMs: instantOf(time) });
  }

  async setSystemTime(time: Instant): Promise<void> {
    await this.#set({ ...this.#present(), shownMs: instantOf(time), fixedMs: undefined });
  }

  #present(): Omit<PageTime, "shownMs" | "realMs"> {
    return this.#time ?? { isPaused: false, hasTimers: false };
  }

  #installed(): Omit<PageTime, "shownMs" | "realMs"> {
    if (this.#time?.hasTimers === true) return this.#time;
    throw new Error("the clock is not installed: call page.clock.install() first");
  }

  #now(): number {
    const wallMs = this.#actor.iteration.ports.clock.wallTime();
    if (this.#time === undefined) return wallMs;
    const { shownMs, realMs, isPaused } = this.#time;
    return isPaused ? shownMs : shownMs + wallMs - realMs;
  }

  async #set(to: Omit<PageTime, "realMs">, firing?: "each" | "once"): Promise<void> {
    const { signal, ports } = this.#actor.iteration;
    const limits = { signal, timeoutMs: ports.commandTimeoutMs };
    const time: PageTime = { ...to, realMs: ports.clock.wallTime() };
    if (this.#time === undefined) this.#actor.changed(() => this.#clear());
    this.#time = time;
    await this.#end?.();
    this.#end = await this.#port.adjustments.addInitScript(`(${CLOCK_IN_PAGE})(${JSON.stringify(time)})`, limits);
    await this.#port.evaluate(CLOCK_IN_PAGE, [{ ...time, firing }], limits);
  }

  async #clear(): Promise<void> {
    this.#time = undefined;
    const end = this.#end;
    this.#end = undefined;
    await end?.();
  }
}

function instantOf(given: Instant): number {
  const ms = given instanceof Date ? given.getTime() : typeof given === "string" ? Date.parse(given) : given;
  if (Number.isFinite(ms)) return ms;
  throw new TypeError(`the time ${JSON.stringify(given)} is none`);
}

/** Milliseconds, or `30`, `05:30` and `01:05:30` as a text. */
function ticksOf(given: number | string): number {
  if (typeof given === "number") return given;
  const parts = given.split(":").map(Number);
  if (parts.length > 3 || parts.some((part) => !Number.isInteger(part)))
    throw new TypeError(`${JSON.stringify(given)} is no duration`);
  return 1000 * parts.reduce((seconds, part) => 60 * seconds + part, 0);
}
