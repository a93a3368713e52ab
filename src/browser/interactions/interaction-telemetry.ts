import { debugLog } from "../../base/debug-log.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { Figures } from "./interaction.js";

const log = debugLog("page");

/** Records the interactions of a user. */
export class InteractionTelemetry {
  readonly #telemetry: TelemetrySink;

  constructor(telemetry: TelemetrySink) {
    this.#telemetry = telemetry;
  }

  /** Records all figures over the same span of time, so that they are healthy or sick together. */
  measured(adapter: string, step: string, figures: Omit<Figures, "reply" | "lastFrame" | "loose">): void {
    const { delayMs, serverMs, patchMs, firstChangeMs, startedAt, endedAt } = figures;
    const sink = this.#telemetry;
    const durationMs = delayMs + serverMs + patchMs;
    for (const [metric, ms] of [
      ["interaction_duration", durationMs],
      ["interaction_delay_duration", delayMs],
      ["interaction_server_duration", serverMs],
      ["interaction_patch_duration", patchMs],
      ["interaction_first_change_duration", firstChangeMs],
    ] as const) {
      sink.sample(metric, step, ms, endedAt, startedAt);
    }
    sink.count("interactions", adapter, 1, endedAt);
    if (log.isOn) log.write(`interaction ${step} (${adapter}) took ${durationMs.toFixed(1)} ms`);
  }

  notMeasured(reason: "local" | "unanswered" | "ambiguous", step: string, atMs: number): void {
    this.#telemetry.count(`interactions_${reason}`, step, 1, atMs);
    if (log.isOn) log.write(`interaction ${step} is ${reason}`);
  }
}
