import type { Clock } from "../base/clock.js";
import { withDeadline } from "../base/deadline.js";
import { PageOperationError, type PagePort } from "../scenario/page-port.js";
import type { LoadOptions } from "../scenario/ports/history.js";
import type { OperationOptions } from "../scenario/ports/operation-options.js";
import type { PageWindows, PopupWatch } from "../scenario/ports/windows.js";
import type { PageOperations } from "./page-operations.js";
import { Sightings, untilSeen } from "./sightings.js";

/** The oldest is closed beyond this: a scenario that opens one after the other must not fill the machine. */
const MOST_POPUPS = 8;

/** Time for the document of a popup to begin. */
const LOADING_MS = 10_000;

/** A popup of a user. */
export interface Popup {
  readonly page: PagePort;
  /** Waits until its first document has reached `waitUntil`. */
  loaded(options: LoadOptions): Promise<void>;
  flush(timeoutMs: number): Promise<void>;
  /** Closes it without asking its page; never rejects. */
  close(): Promise<void>;
}

/** The popups of a user, numbered in the order in which they opened. */
export class UserWindows {
  readonly #clock: Clock;
  readonly #sightings = new Sightings<{ readonly number: number; readonly popup: Popup }>();
  readonly #popups = new Map<number, Popup>();
  readonly #open = new Set<Popup>();
  readonly #listeners = new Set<(popup: number) => void>();
  /** Called when a popup is closed. */
  readonly #closings = new Map<Popup, Set<() => void>>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A popup has opened. Returns the function to call when it is closed. */
  add(popup: Popup): () => void {
    const number = ++this.#count;
    this.#popups.set(number, popup);
    this.#open.add(popup);
    this.#sightings.seen({ number, popup });
    if (this.#listeners.size > 0) void this.#tell(number, popup);
    this.#closeOldest();
    return () => {
      this.#open.delete(popup);
      for (const closed of this.#closings.get(popup) ?? []) closed();
      this.#closings.delete(popup);
    };
  }

  /** What one of the user's pages has to do with them. */
  of(operations: PageOperations): PageWindows<PagePort> {
    return {
      watch: () => this.#watch(operations),
      listen: (opened) => {
        this.#listeners.add(opened);
        return () => void this.#listeners.delete(opened);
      },
      onClose: (number, closed) => this.#onClose(number, closed),
      popup: (number) => this.#popups.get(number)?.page,
      close: (number, options) => this.#close(number, { operations, options }),
      closeAll: (timeoutMs) => this.#closeAll(timeoutMs),
    };
  }

  async flush(timeoutMs: number): Promise<void> {
    await Promise.all([...this.#open].map((popup) => popup.flush(timeoutMs)));
  }

  #onClose(number: number, closed: () => void): () => void {
    const popup = this.#popups.get(number);
    if (popup === undefined || !this.#open.has(popup)) {
      queueMicrotask(closed);
      return () => {};
    }
    const closings = this.#closings.get(popup) ?? new Set();
    this.#closings.set(popup, closings.add(closed));
    return () => void closings.delete(closed);
  }

  /** A popup whose document does not come is told all the same. */
  async #tell(number: number, popup: Popup): Promise<void> {
    const { signal } = new AbortController();
    await popup.loaded({ timeoutMs: LOADING_MS, signal, waitUntil: "commit" }).catch(() => {});
    for (const opened of [...this.#listeners]) opened(number);
  }

  #watch(operations: PageOperations): PopupWatch {
    const sighting = this.#sightings.watch();
    const clock = this.#clock;
    const opened = async (options: LoadOptions) => {
      const endsAt = clock.now() + options.timeoutMs;
      const { number, popup } = await untilSeen(sighting, "a popup", { operations, options });
      await popup.loaded({ ...options, timeoutMs: Math.max(1, endsAt - clock.now()) }).catch((error: unknown) => {
        // It opened, and closed itself before it had loaded.
        if (!(error instanceof PageOperationError) || error.kind !== "closed") throw error;
      });
      return number;
    };
    return { opened, end: () => sighting.end() };
  }

  async #close(
    number: number,
    { operations, options }: { readonly operations: PageOperations; readonly options: OperationOptions },
  ): Promise<void> {
    const popup = this.#popups.get(number);
    if (popup === undefined || !this.#open.has(popup)) return;
    await operations.run({ subject: "the popup to close" }, options, async (bounds) => {
      await popup.flush(bounds.left() / 2);
      await popup.close();
    });
  }

  async #closeAll(timeoutMs: number): Promise<void> {
    const open = [...this.#open];
    this.#popups.clear();
    if (open.length === 0) return;
    const clock = this.#clock;
    const endsAt = clock.now() + timeoutMs;
    await Promise.all(open.map((popup) => popup.flush(timeoutMs / 2)));
    const closed = Promise.all(open.map((popup) => popup.close()));
    const left = Math.max(0, endsAt - clock.now());
    await withDeadline(closed, { clock, timeoutMs: left, what: "the popups to close" }).catch(() => {});
  }

  #closeOldest(): void {
    for (const oldest of this.#open) {
      if (this.#open.size <= MOST_POPUPS) return;
      this.#open.delete(oldest);
      void oldest.close();
    }
  }
}
