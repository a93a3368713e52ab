import type { LiveViewTelemetry } from "../live-view-host.js";
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

  /** The server has ended a view, or the connection is gone. */
  failed(side: "server" | "client"): void {
    if (side === "server") this.#telemetry.crashed();
    if (this.#state !== "connected") return;
    this.#state = "lost";
    this.#lostAt = this.#telemetry.now();
    this.#telemetry.disconnected();
  }
}
