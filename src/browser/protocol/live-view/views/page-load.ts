import type { LiveViewTelemetry } from "../live-view-host.js";
import type { Pending } from "./pending.js";

/** A page load of LiveView that the page waits for: open → shown or dropped. Only what is shown is measured. */
export class PageLoad {
  readonly #kind: string;
  readonly #telemetry: Pick<LiveViewTelemetry, "now" | "pageLoad">;
  readonly #pending: Pending;
  readonly #startedAt: number;
  #isOpen = true;

  constructor(
    kind: string,
    { telemetry, pending }: { readonly telemetry: Pick<LiveViewTelemetry, "now" | "pageLoad">; readonly pending: Pending },
  ) {
    this.#kind = kind;
    this.#telemetry = telemetry;
    this.#pending = pending;
    this.#startedAt = telemetry.now();
    pending.begin();
  }

  shown(): void {
    if (this.#isOpen) this.#telemetry.pageLoad(this.#kind, this.#telemetry.now() - this.#startedAt);
    this.dropped();
  }

  /** It will never be shown: something else takes its place. */
  dropped(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#pending.end();
  }
}
