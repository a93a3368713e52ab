import type { LiveViewTelemetry } from "../live-view-host.js";
import type { Frame } from "../wire/frames.js";
import type { View } from "./view.js";

/** Whether the page's views are connected, for the measurements. connecting → connected → lost → connected. */
export class Connectedness {
  readonly #telemetry: LiveViewTelemetry;
  #state: "connecting" | "connected" | "lost" = "connecting";
  #lostAt = 0;

  constructor(telemetry: LiveViewTelemetry) {
    this.#telemetry = telemetry;
  }

  joined(roots: Iterable<View>): void {
    if (this.#state === "connected") return;
    for (const root of roots) if (root.isJoinPending && !root.isDead) return;
    if (this.#state === "lost") this.#telemetry.reconnected(this.#telemetry.now() - this.#lostAt);
    else this.#telemetry.connected();
    this.#state = "connected";
  }

  /** A message of the server. */
  received({ topic, event, payload }: Frame): void {
    if (topic.startsWith("lv:") && isCrash(event, payload)) this.#telemetry.crashed();
  }

  /** The connection is gone. A view that has crashed joins again by the same connection. */
  lost(): void {
    if (this.#state !== "connected") return;
    this.#state = "lost";
    this.#lostAt = this.#telemetry.now();
    this.#telemetry.disconnected();
  }
}

/** Whether a view has crashed, in a handler or on mount. */
function isCrash(event: string, payload: unknown): boolean {
  if (event === "phx_error") return true;
  const { response } = (payload ?? {}) as { readonly response?: { readonly reason?: unknown } };
  return event === "phx_reply" && response?.reason === "join crashed";
}
