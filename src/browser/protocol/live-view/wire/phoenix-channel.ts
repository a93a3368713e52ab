import { ChannelPush, type PushOutlet } from "./channel-push.js";
import type { ChannelSocket, ChannelState } from "./channel-socket.js";
import type { Frame } from "./frames.js";
import { RetryTimer, rejoinDelayMs } from "./retry-timer.js";

const DEFAULT_TIMEOUT_MS = 10_000;

/** A channel of a Phoenix socket, with the official client's rules for joins, pushes and rejoins. */
export class PhoenixChannel {
  readonly topic: string;
  readonly #socket: ChannelSocket;
  readonly #joinPush: ChannelPush;
  readonly #rejoinTimer: RetryTimer;
  readonly #pushes = new Map<string, ChannelPush>();
  readonly #listeners: { readonly event: string; readonly listen: (payload: unknown) => void }[] = [];
  readonly #outlet: PushOutlet;
  #buffer: ChannelPush[] = [];
  #state: ChannelState = "closed";

  constructor(socket: ChannelSocket, topic: string, params: () => unknown) {
    this.#socket = socket;
    this.topic = topic;
    this.#outlet = {
      makeRef: () => this.#socket.makeRef(),
      attempt: (run) => this.#socket.attempt(run),
      send: (push) => this.#send(push),
    };
    this.#joinPush = new ChannelPush({ event: "phx_join", payload: params, timeoutMs: DEFAULT_TIMEOUT_MS }, this.#outlet);
    this.#rejoinTimer = new RetryTimer(() => {
      if (socket.isConnected()) socket.attempt(() => this.#rejoin());
    }, rejoinDelayMs);
    this.#followJoin();
  }

  get state(): ChannelState {
    return this.#state;
  }

  get joinRef(): string | null {
    return this.#joinPush.ref;
  }

  get canPush(): boolean {
    return this.#socket.isConnected() && this.#state === "joined";
  }

  /** `phx_close`, `phx_error`, or an event of the server. */
  on(event: string, listen: (payload: unknown) => void): void {
    this.#listeners.push({ event, listen });
  }

  join(): ChannelPush {
    this.#rejoin();
    return this.#joinPush;
  }

  /** Before it has joined, the message waits for that. */
  push(event: string, payload: unknown, timeoutMs = DEFAULT_TIMEOUT_MS): ChannelPush {
    const push = new ChannelPush({ event, payload: () => payload, timeoutMs }, this.#outlet);
    if (this.canPush) push.send();
    else {
      push.await();
      this.#buffer.push(push);
    }
    return push;
  }

  leave(): ChannelPush {
    this.#rejoinTimer.reset();
    this.#joinPush.cancelTimeout();
    const couldPush = this.canPush;
    this.#state = "leaving";
    const left = () => this.emit("phx_close", "leave");
    const init = { event: "phx_leave", payload: () => ({}), timeoutMs: DEFAULT_TIMEOUT_MS };
    const push = new ChannelPush(init, this.#outlet).on("ok", left).on("timeout", left);
    push.send();
    if (!couldPush) push.answer("ok", {});
    return push;
  }

  /** Takes a frame of its topic; those of an earlier join are dropped. */
  receive({ joinRef, ref, event, payload }: Frame): void {
    if (joinRef !== null && joinRef !== this.joinRef) return;
    if (event !== "phx_reply") {
      this.emit(event, payload);
      return;
    }
    const push = ref === null ? undefined : ref === this.#joinPush.ref ? this.#joinPush : this.#pushes.get(ref);
    if (!push || ref === null) return;
    this.#pushes.delete(ref);
    const { status, response } = payload as { readonly status?: unknown; readonly response?: unknown };
    push.answer(status === "ok" ? "ok" : "error", response ?? {});
  }

  emit(event: string, payload: unknown): void {
    if (event === "phx_close") this.#closed();
    if (event === "phx_error") this.#failed();
    for (const { event: name, listen } of [...this.#listeners]) if (name === event) this.#socket.attempt(() => listen(payload));
  }

  /** The socket is open (again). */
  opened(): void {
    this.#rejoinTimer.reset();
    if (this.#state === "errored") this.#rejoin();
  }

  /** The socket failed: nothing is tried before it is open again. */
  socketFailed(): void {
    this.#rejoinTimer.reset();
  }

  /** Ends all its timers, without a word to the server. */
  drop(): void {
    this.#closed();
    this.#joinPush.cancelTimeout();
    for (const push of [...this.#pushes.values(), ...this.#buffer]) push.cancelTimeout();
  }

  #followJoin(): void {
    this.#joinPush.on("ok", () => {
      this.#state = "joined";
      this.#rejoinTimer.reset();
      const waiting = this.#buffer;
      this.#buffer = [];
      for (const push of waiting) push.send();
    });
    this.#joinPush.on("error", () => {
      this.#state = "errored";
      this.#rejoinLater();
    });
    this.#joinPush.on("timeout", () => {
      const init = { event: "phx_leave", payload: () => ({}), timeoutMs: DEFAULT_TIMEOUT_MS };
      new ChannelPush(init, this.#outlet).send();
      this.#state = "errored";
      this.#joinPush.reset();
      this.#rejoinLater();
    });
  }

  #rejoinLater(): void {
    if (this.#socket.isConnected()) this.#rejoinTimer.schedule();
  }

  #rejoin(): void {
    if (this.#state === "leaving") return;
    this.#socket.leaveTopic(this.topic);
    this.#state = "joining";
    this.#joinPush.resend(DEFAULT_TIMEOUT_MS);
  }

  #closed(): void {
    this.#rejoinTimer.reset();
    this.#state = "closed";
    this.#socket.remove();
  }

  #failed(): void {
    if (this.#state === "joining") this.#joinPush.reset();
    this.#state = "errored";
    this.#rejoinLater();
  }

  #send(push: ChannelPush): void {
    if (push.ref !== null && push !== this.#joinPush) this.#pushes.set(push.ref, push);
    this.#socket.send({
      joinRef: this.joinRef,
      ref: push.ref,
      topic: this.topic,
      event: push.event,
      payload: push.payload(),
    });
  }
}
