import type { Clock, Timer } from "../../base/clock.js";
import type { PageThread, ThreadUse } from "./page-thread.js";

/** What a watch acts through. */
export interface RendererWatchOptions {
  readonly clock: Clock;
  readonly thread: PageThread;
  /** Nobody knows what the page did in between. */
  readonly unmeasured: (fromMs: number, toMs: number) => void;
}

/** Pages tell once a second how late their timers are: one that says nothing for longer is asked. */
const ASK_AFTER_MS = 1200;
/** More than a second late. A process that stood still for two seconds has said nothing for longer than this. */
const HOLE_MS = 1800;
/** No layout takes this long: the hole is told while its seconds can still change. */
const SURELY_MS = 3000;
const LOOK_EVERY_MS = 500;

/**
 * Whether the renderer of a page, or of a frame in a process of its own, stands still.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | listening | asking | nothing has come from it for a while |
 * | asking | listening | it has answered: if that took too long and it was not at work, there is a hole |
 * | any | ended | the page is closed |
 */
export class RendererWatch {
  readonly #options: RendererWatchOptions;
  #state: "listening" | "asking" | "ended" = "listening";
  #heardAtMs: number;
  /** When it was heard again while an answer was out. */
  #backAtMs: number | undefined;
  /** Until then the present hole has been told of. */
  #toldUntilMs: number | undefined;
  #asked = 0;
  #timer: Timer | undefined;

  constructor(options: RendererWatchOptions) {
    this.#options = options;
    this.#heardAtMs = options.clock.now();
    this.#wait(ASK_AFTER_MS);
  }

  /** Something has come from the page. */
  heard(): void {
    const now = this.#options.clock.now();
    // The answer that is out says what the page did meanwhile.
    if (this.#state === "asking" && now - this.#heardAtMs >= HOLE_MS) this.#backAtMs ??= now;
    else this.#heardAtMs = now;
  }

  end(): void {
    if (this.#state === "asking") this.#settle(undefined);
    this.#state = "ended";
    this.#timer?.cancel();
  }

  #wait(ms: number): void {
    const { clock } = this.#options;
    const dueMs = clock.now() + ms;
    this.#timer = clock.setTimer(() => this.#look(clock.now() - dueMs), ms, { background: true });
  }

  #look(lateMs: number): void {
    const { clock } = this.#options;
    // While this process stood still it heard nothing: that is not the page's silence.
    this.#heardAtMs += Math.max(0, lateMs);
    const silentMs = clock.now() - this.#heardAtMs;
    if (this.#state === "listening" && silentMs >= ASK_AFTER_MS) void this.#ask();
    else if (this.#backAtMs !== undefined) this.#settle(undefined);
    else if (this.#state === "asking" && silentMs >= SURELY_MS) this.#tell(clock.now());
    this.#wait(this.#state === "asking" ? LOOK_EVERY_MS : Math.max(1, ASK_AFTER_MS - silentMs));
  }

  async #ask(): Promise<void> {
    this.#state = "asking";
    this.#asked += 1;
    const number = this.#asked;
    const use = await this.#options.thread.use().catch(() => undefined);
    if (this.#state === "asking" && this.#asked === number) this.#settle(use);
  }

  /** The page goes on, or is not asked any more. */
  #settle(use: ThreadUse | undefined): void {
    const { clock } = this.#options;
    const toMs = this.#backAtMs ?? clock.now();
    const silentMs = toMs - this.#heardAtMs;
    const isAtWork = use !== undefined && use.spanMs - use.cpuMs < silentMs / 2;
    if (silentMs >= HOLE_MS && !isAtWork) this.#tell(toMs);
    this.#state = "listening";
    this.#backAtMs = undefined;
    this.#toldUntilMs = undefined;
    this.#heardAtMs = clock.now();
  }

  /** Only what is new of the hole: a page may stand still for hours. */
  #tell(toMs: number): void {
    this.#options.unmeasured(this.#toldUntilMs ?? this.#heardAtMs, toMs);
    this.#toldUntilMs = toMs;
  }
}
