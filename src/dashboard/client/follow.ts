import { useEffect, useState } from "preact/hooks";
import { type DashboardState, type FeedMessage, stateAfter } from "../dashboard-state.js";

/**
 * The state of the page's connection to the run.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | connecting | live, lost | the first state arrived; the connection failed |
 * | live | over, silent, lost | the run ended; nothing arrived for a while; the connection broke |
 * | silent | live, over, lost | something arrived again; as for live |
 * | lost | live, over, other | the run answered again, or had ended; another run answered |
 * | over, other | – | final |
 */
export type Link = "connecting" | "live" | "silent" | "lost" | "over" | "other";

/** The state of the run, and of the connection to it. */
export interface Followed {
  readonly link: Link;
  readonly state: DashboardState | undefined;
}

/** The server sends something at least every five seconds. */
const SILENT_AFTER_MS = 15_000;
const RETRY_MS = 2000;

/** Follows the run until it ends, and reconnects when the connection is lost. */
export function useRun(): Followed {
  const [followed, setFollowed] = useState<Followed>({ link: "connecting", state: undefined });
  useEffect(() => new Follower(setFollowed).follow(), []);
  return followed;
}

class Follower {
  readonly #onChange: (followed: Followed) => void;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #link: Link = "connecting";
  #state: DashboardState | undefined;

  constructor(onChange: (followed: Followed) => void) {
    this.#onChange = onChange;
  }

  /** Starts to follow; returns a function that stops. */
  follow(): () => void {
    this.#open();
    return () => this.#end();
  }

  #open(): void {
    const source = new EventSource("events");
    this.#source = source;
    source.onmessage = ({ data }) => this.#receive(JSON.parse(String(data)) as FeedMessage);
    source.addEventListener("alive", () => this.#becomes(this.#state === undefined ? "connecting" : "live"));
    source.onerror = () => {
      this.#becomes("lost");
      // After some responses, the browser does not reconnect by itself.
      if (source.readyState === EventSource.CLOSED) this.#in(RETRY_MS, () => this.#open());
    };
  }

  #receive(message: FeedMessage): void {
    if (message.type === "state") {
      if (this.#state !== undefined && message.state.run !== this.#state.run) {
        this.#finish("other");
        return;
      }
      this.#state = message.state;
    } else if (this.#state !== undefined) this.#state = message.events.reduce(stateAfter, this.#state);
    if (this.#state?.exit === undefined) this.#becomes("live");
    else this.#finish("over");
  }

  #finish(link: Link): void {
    this.#becomes(link);
    this.#end();
  }

  #becomes(link: Link): void {
    this.#link = link;
    if (link === "live") this.#in(SILENT_AFTER_MS, () => this.#becomes("silent"));
    this.#onChange({ link: this.#link, state: this.#state });
  }

  #in(ms: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, ms);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
  }
}
