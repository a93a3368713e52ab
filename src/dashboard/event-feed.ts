import type { ServerResponse } from "node:http";
import type { Clock, Timer } from "../base/clock.js";
import { withDeadline } from "../base/deadline.js";
import type { DashboardEvent } from "./dashboard-events.js";
import { type DashboardState, type FeedMessage, stateAfter } from "./dashboard-state.js";

const MAX_CLIENTS = 16;
/** Events go out together, at most so often. */
const FLUSH_MS = 200;
/** A page that hears nothing for long knows that something is wrong. */
const ALIVE_MS = 5000;
/** More than this is not kept for a page that does not read: it is dropped, and comes back for the state as it is then. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;
/** Pages have this long to take in what came last. */
const LAST_WORDS_MS = 500;

/**
 * Keeps the state, and tells pages by Server-Sent Events what happens. Without a page nothing is written or kept but the
 * state; a page that is slow or gone costs no more than {@link MAX_BUFFERED_BYTES} and holds up nobody.
 */
export class EventFeed {
  readonly #clock: Clock;
  readonly #clients = new Set<ServerResponse>();
  #state: DashboardState;
  #waiting: DashboardEvent[] = [];
  #flushing: Timer | undefined;
  #alive: Timer | undefined;
  #isOver = false;

  constructor(clock: Clock, state: DashboardState) {
    this.#clock = clock;
    this.#state = state;
  }

  /** What a page that comes now is told. */
  get state(): DashboardState {
    return this.#state;
  }

  /** How many pages follow. */
  get clients(): number {
    return this.#clients.size;
  }

  /** Something has happened. */
  push(event: DashboardEvent): void {
    this.#state = stateAfter(this.#state, event);
    if (this.#clients.size === 0) return;
    this.#waiting.push(event);
    this.#flushing ??= this.#clock.setTimer(() => this.#flush(), FLUSH_MS, { background: true });
  }

  /** A page follows from now on; false when there are too many already. */
  add(response: ServerResponse): boolean {
    if (this.#isOver || this.#clients.size >= MAX_CLIENTS) return false;
    // What waits is part of the state that this page is told: it goes to the others first.
    this.#flush();
    this.#clients.add(response);
    response.on("close", () => this.#clients.delete(response));
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" });
    response.socket?.setNoDelay(true);
    this.#write(response, `retry: 1000\n${textOf({ type: "state", state: this.#state })}`);
    this.#alive ??= this.#clock.setTimer(() => this.#stayAlive(), ALIVE_MS, { background: true });
    return true;
  }

  /** Tells the last and ends; resolves when pages have it, or did not take it in time. */
  async end(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#flush();
    this.#alive?.cancel();
    const endings = [...this.#clients].map((client) => new Promise<void>((done) => void client.once("close", done).end()));
    const wait = { clock: this.#clock, timeoutMs: LAST_WORDS_MS, what: "pages to take in the end" };
    await withDeadline(Promise.all(endings), wait).catch(() => {});
  }

  #flush(): void {
    this.#flushing?.cancel();
    this.#flushing = undefined;
    const events = this.#waiting;
    this.#waiting = [];
    if (events.length === 0 || this.#clients.size === 0) return;
    const text = textOf({ type: "events", events });
    for (const client of this.#clients) this.#write(client, text);
  }

  #stayAlive(): void {
    this.#alive = undefined;
    if (this.#clients.size === 0) return;
    for (const client of this.#clients) this.#write(client, "event: alive\ndata:\n\n");
    this.#alive = this.#clock.setTimer(() => this.#stayAlive(), ALIVE_MS, { background: true });
  }

  #write(client: ServerResponse, text: string): void {
    if (client.writableLength > MAX_BUFFERED_BYTES) {
      this.#clients.delete(client);
      client.destroy();
    } else client.write(text);
  }
}

/** JSON has no line breaks, so that one line is a whole event. */
function textOf(message: FeedMessage): string {
  return `data: ${JSON.stringify(message)}\n\n`;
}
