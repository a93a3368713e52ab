import { templatePath } from "../../../telemetry/page-templates.js";
import type { LivePage } from "../live-part.js";
import type { LiveViewTelemetry } from "./live-view-host.js";

/** Records what happens to the views of a document, under the names that pages in browsers report. */
export class PageMeasurements implements LiveViewTelemetry {
  readonly #page: LivePage;

  constructor(page: LivePage) {
    this.#page = page;
  }

  now(): number {
    return this.#page.clock.now();
  }

  connected(): void {
    const now = this.now();
    this.#sample("liveview_connection_duration", this.#path(), now - this.#page.documentStartedAtMs);
  }

  disconnected(): void {
    this.#count("liveview_disconnections", this.#path());
  }

  reconnected(afterMs: number): void {
    this.#sample("liveview_reconnection_duration", this.#path(), afterMs);
    this.#count("liveview_reconnections", this.#path());
  }

  crashed(): void {
    this.#count("liveview_crashes", this.#path());
  }

  event({ type, serverMs, patchMs }: { readonly type: string; readonly serverMs: number; readonly patchMs: number }): void {
    const now = this.now();
    const { telemetry } = this.#page.options;
    // All over the same span of time, so that they are in the same bucket, and healthy or sick together.
    const pushedAt = now - serverMs - patchMs;
    telemetry.sample("liveview_event_server_duration", type, serverMs, now, pushedAt);
    telemetry.sample("liveview_event_patch_duration", type, patchMs, now, pushedAt);
    telemetry.sample("liveview_event_duration", type, serverMs + patchMs, now, pushedAt);
  }

  pageLoad(kind: string, ms: number): void {
    this.#sample("liveview_page_loading_duration", kind, ms);
  }

  navigated(kind: "patch" | "redirect"): void {
    this.#count("liveview_navigations", kind);
  }

  hookSkipped(name: string): void {
    this.#count("hooks_skipped", name);
  }

  #path(): string {
    return templatePath(this.#page.url, this.#page.options.routes);
  }

  #sample(
    metric: "liveview_connection_duration" | "liveview_reconnection_duration" | "liveview_page_loading_duration",
    dimension: string,
    ms: number,
  ): void {
    this.#page.options.telemetry.sample(metric, dimension, ms, this.now());
  }

  #count(
    metric: "liveview_disconnections" | "liveview_reconnections" | "liveview_crashes" | "liveview_navigations" | "hooks_skipped",
    dimension: string,
  ): void {
    this.#page.options.telemetry.count(metric, dimension, 1, this.now());
  }
}
