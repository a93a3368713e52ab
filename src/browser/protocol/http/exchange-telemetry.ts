import { templatePath } from "../../../telemetry/page-templates.js";
import type { TelemetrySink } from "../../../telemetry/telemetry-sink.js";
import { statusClass } from "../../network/network-timing.js";
import type { WireAnswer } from "./connections.js";

/** Requests that go to the application itself, rather than for its assets. */
const ENDPOINT_TYPES: ReadonlySet<string> = new Set(["document", "fetch", "xhr"]);

/** What is measured of a request. */
interface MeasuredRequest {
  readonly url: URL;
  readonly method: string;
  readonly type: string;
}

interface ExchangeTelemetryOptions {
  readonly telemetry: TelemetrySink;
  /** Patterns that name paths, tried before ids are templated. */
  readonly routes: readonly string[];
}

/** Records the HTTP requests of one user. */
export class ExchangeTelemetry {
  readonly #telemetry: TelemetrySink;
  readonly #routes: readonly string[];

  constructor({ telemetry, routes }: ExchangeTelemetryOptions) {
    this.#telemetry = telemetry;
    this.#routes = routes;
  }

  answered({ url, method, type }: MeasuredRequest, answer: WireAnswer): void {
    const telemetry = this.#telemetry;
    const { status, startedAtMs, headersAtMs, endedAtMs, connected, bytes } = answer;
    telemetry.count("http_requests", statusClass(status), 1, headersAtMs);
    if (status >= 400) telemetry.count("http_failures", String(status), 1, headersAtMs);
    if (connected !== undefined) {
      const { dnsMs, connectMs, tlsMs } = connected;
      if (dnsMs !== undefined) telemetry.sample("http_request_dns", type, dnsMs, headersAtMs);
      telemetry.sample("http_request_connect", type, connectMs, headersAtMs);
      if (tlsMs !== undefined) telemetry.sample("http_request_tls", type, tlsMs, headersAtMs);
    }
    const sentAtMs = startedAtMs + (connected?.connectMs ?? 0);
    telemetry.sample("http_request_ttfb", type, Math.max(0, headersAtMs - sentAtMs), headersAtMs);
    const ms = endedAtMs - startedAtMs;
    telemetry.sample("http_request_duration", type, ms, endedAtMs, startedAtMs);
    if (ENDPOINT_TYPES.has(type)) {
      telemetry.sample("http_endpoint_duration", `${method} ${templatePath(url.href, this.#routes)}`, ms, endedAtMs);
    }
    telemetry.count("http_bytes_received", type, bytes, endedAtMs);
  }

  /** `reason` as the browser reports it: `net::ERR_CONNECTION_REFUSED`. */
  failed(reason: string, atMs: number): void {
    this.#telemetry.count("http_failures", reason, 1, atMs);
  }
}
