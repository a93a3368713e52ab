import { useEffect, useState } from "preact/hooks";
import { type DashboardState, type FeedMessage, stateAfter } from "../dashboard-state.js";

/**
 * How the page stands with the run.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | connecting | live, lost | the first state has come; nobody answers |
 * | live | over, silent, lost | the run has told its end; nothing is heard for a while; the connection is gone |
 * | silent | live, over, lost | something is heard again; the same as of live |
 * | lost | live, over, other | the run answers again; another run listens there now |
 * | over, other | – | nothing more comes |
 */
export type Link = "connecting" | "live" | "silent" | "lost" | "over" | "other";

/** What is known of the run, and how. */
export interface Followed {
  readonly link: Link;
  readonly state: DashboardState | undefined;
}

/** Signs of life come every five seconds at least. */
const SILENT_AFTER_MS = 15_000;
const RETRY_MS = 2000;

/** Follows the run as long as it goes on; comes back by itself when the connection is lost. */
export function useRun(): Followed {
  const [followed, setFollowed] = useState<Followed>({ link: "connecting", state: undefined });
  useEffect(() => new Follower(setFollowed).follow(), []);
  return followed;
}

class Follower {
  readonly #tell: (followed: Followed) => void;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #link: Link = "connecting";
  #state: DashboardState | undefined;

  constructor(tell: (followed: Followed) => void) {
    this.#tell = tell;
  }

  /** Begins; what it returns ends it. */
  follow(): () => void {
    this.#open();
    return () => this.#end();
  }

  #open(): void {
    const source = new EventSource("events");
    this.#source = source;
    source.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as FeedMessage);
    source.addEventListener("alive", () => this.#becomes(this.#state === undefined ? "connecting" : "live"));
    source.onerror = () => {
      this.#becomes("lost");
      // Some answers make a browser give up.
      if (source.readyState === EventSource.CLOSED) this.#in(RETRY_MS, () => this.#open());
    };
  }

  #hear(message: FeedMessage): void {
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
    this.#tell({ link: this.#link, state: this.#state });
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
