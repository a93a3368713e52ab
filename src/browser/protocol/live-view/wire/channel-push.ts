import { systemClock, type Timer } from "../../../../base/clock.js";
/** How a message was answered. */
export type PushStatus = "ok" | "error" | "timeout";

interface PushInit {
  readonly event: string;
  readonly payload: () => unknown;
  readonly timeoutMs: number;
}

/** Where a push is sent. */
export interface PushOutlet {
  makeRef(): string;
  attempt(run: () => void): void;
  send(push: ChannelPush): void;
}

/** One message of a channel that awaits its reply: waiting → sent → answered, and again for a join. */
export class ChannelPush {
  readonly event: string;
  readonly payload: () => unknown;
  readonly #outlet: PushOutlet;
  readonly #receivers: { readonly status: PushStatus; readonly receive: (response: unknown) => void }[] = [];
  #timeoutMs: number;
  #timer: Timer | undefined;
  #answered: { readonly status: PushStatus; readonly response: unknown } | undefined;
  ref: string | null = null;

  constructor({ event, payload, timeoutMs }: PushInit, outlet: PushOutlet) {
    this.event = event;
    this.payload = payload;
    this.#timeoutMs = timeoutMs;
    this.#outlet = outlet;
  }

  on(status: PushStatus, receive: (response: unknown) => void): this {
    if (this.#answered?.status === status) receive(this.#answered.response);
    this.#receivers.push({ status, receive });
    return this;
  }

  /** Not after it has timed out while it waited. */
  send(): void {
    if (this.#answered?.status === "timeout") return;
    this.await();
    this.#outlet.send(this);
  }

  /** Gets a reference, and the time for its reply begins. */
  await(): void {
    this.cancelTimeout();
    this.ref = this.#outlet.makeRef();
    this.#timer = systemClock.setTimer(() => this.answer("timeout", {}), this.#timeoutMs);
  }

  resend(timeoutMs: number): void {
    this.#timeoutMs = timeoutMs;
    this.reset();
    this.send();
  }

  /** Later replies to it are ignored. */
  reset(): void {
    this.ref = null;
    this.#answered = undefined;
  }

  cancelTimeout(): void {
    this.#timer?.cancel();
  }

  answer(status: PushStatus, response: unknown): void {
    this.cancelTimeout();
    this.#answered = { status, response };
    for (const receiver of this.#receivers) {
      if (receiver.status === status) this.#outlet.attempt(() => receiver.receive(response));
    }
  }
}
