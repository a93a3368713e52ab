import type { ServerResponse } from "node:http";
import type { Clock, Timer } from "../base/clock.js";
import { withDeadline } from "../base/deadline.js";
import type { DashboardEvent } from "./dashboard-events.js";
import { type DashboardState, type FeedMessage, stateAfter } from "./dashboard-state.js";

const MAX_CLIENTS = 16;
/** Events are sent in batches, at most this often. */
const FLUSH_MS = 200;
/** Interval of keep-alive events, so that a page notices when the process hangs. */
const ALIVE_MS = 5000;
/** Unsent data of a page that still counts as reading. Beyond it events are left out, and the page gets the whole state once it reads again. */
const MAX_UNSENT_BYTES = 64 * 1024;
/** Time that pages have to receive the last events. */
const LAST_WORDS_MS = 500;

/**
 * Keeps the state and sends events to pages as Server-Sent Events. Without pages only the state is kept. For a page that
 * does not read, because it is slow or asleep, nothing is queued: it costs one state in memory and delays nothing.
 */
export class EventFeed {
  readonly #clock: Clock;
  readonly #clients = new Set<ServerResponse>();
  /** Pages that do not read: they have missed events. */
  readonly #behind = new Set<ServerResponse>();
  #state: DashboardState;
  #waiting: DashboardEvent[] = [];
  #flushing: Timer | undefined;
  #alive: Timer | undefined;
  #isOver = false;

  constructor(clock: Clock, state: DashboardState) {
    this.#clock = clock;
    this.#state = state;
  }

  /** The state that a new page would get. */
  get state(): DashboardState {
    return this.#state;
  }

  /** Number of connected pages. */
  get clients(): number {
    return this.#clients.size;
  }

  /** Adds an event. */
  push(event: DashboardEvent): void {
    this.#state = stateAfter(this.#state, event);
    if (this.#clients.size === 0) return;
    this.#waiting.push(event);
    this.#flushing ??= this.#clock.setTimer(() => this.#flush(), FLUSH_MS, { background: true });
  }

  /** Connects a page; returns false when there are too many. */
  add(response: ServerResponse): boolean {
    if (this.#isOver || this.#clients.size >= MAX_CLIENTS) return false;
    // The state for this page already includes the waiting events, so they must go to the others first.
    this.#flush();
    this.#clients.add(response);
    response.on("close", () => {
      this.#clients.delete(response);
      this.#behind.delete(response);
    });
    response.on("drain", () => this.#catchUp(response));
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" });
    response.socket?.setNoDelay(true);
    response.write(`retry: 1000\n${textOf({ type: "state", state: this.#state })}`);
    this.#alive ??= this.#clock.setTimer(() => this.#stayAlive(), ALIVE_MS, { background: true });
    return true;
  }

  /** Sends the last events and ends; resolves when all pages have received them, or after a short time. */
  async end(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#flush();
    this.#alive?.cancel();
    for (const client of this.#behind) client.write(textOf({ type: "state", state: this.#state }));
    const endings = [...this.#clients].map((client) => new Promise<void>((done) => void client.once("close", done).end()));
    const wait = { clock: this.#clock, timeoutMs: LAST_WORDS_MS, what: "pages to take in the end" };
    await withDeadline(Promise.all(endings), wait).catch(() => {});
  }

  #flush(): void {
    this.#flushing?.cancel();
    this.#flushing = undefined;
    const events = this.#waiting;
    this.#waiting = [];
    if (events.length === 0) return;
    for (const client of this.#clients) if (client.writableLength > MAX_UNSENT_BYTES) this.#behind.add(client);
    if (this.#behind.size === this.#clients.size) return;
    const text = textOf({ type: "events", events });
    for (const client of this.#clients) if (!this.#behind.has(client)) client.write(text);
  }

  #stayAlive(): void {
    this.#alive = undefined;
    if (this.#clients.size === 0) return;
    for (const client of this.#clients) if (!this.#behind.has(client)) client.write("event: alive\ndata:\n\n");
    this.#alive = this.#clock.setTimer(() => this.#stayAlive(), ALIVE_MS, { background: true });
  }

  /** A page that has read everything gets the state in place of the events that it has missed. */
  #catchUp(client: ServerResponse): void {
    if (this.#isOver || !this.#behind.has(client)) return;
    // The state already includes the waiting events, so they must go to the others first.
    this.#flush();
    this.#behind.delete(client);
    client.write(textOf({ type: "state", state: this.#state }));
  }
}

/** JSON contains no raw line breaks, so one line holds a whole event. */
function textOf(message: FeedMessage): string {
  return `data: ${JSON.stringify(message)}\n\n`;
}
