/** How the values of a metric are kept. */
export type MetricKind = "histogram" | "counter" | "gauge";
/** What a metric's values are counted in. */
export type MetricUnit = "ms" | "bytes" | "score" | "count" | "ratio";

/** What is known of a metric before any value of it has been seen. */
export interface MetricSpec {
  readonly kind: MetricKind;
  readonly unit: MetricUnit;
  /** What its one dimension names; absent when it has none. */
  readonly dimension?: string;
  /** One sentence for a person who reads the report. */
  readonly description: string;
}

type SpecOf<K extends MetricKind> = MetricSpec & { readonly kind: K };

function spec<K extends MetricKind>(
  kind: K,
  unit: MetricUnit,
  rest: { readonly dimension: string | undefined; readonly description: string },
): SpecOf<K> {
  const { dimension, description } = rest;
  return dimension === undefined ? { kind, unit, description } : { kind, unit, dimension, description };
}

const histogram = (unit: MetricUnit, dimension: string | undefined, description: string) =>
  spec("histogram", unit, { dimension, description });
const counter = (dimension: string | undefined, description: string, unit: MetricUnit = "count") =>
  spec("counter", unit, { dimension, description });
const gauge = (unit: MetricUnit, description: string) => spec("gauge", unit, { dimension: undefined, description });

/** Every metric that LiveLoad records by itself. Each has at most one dimension. */
export const METRICS = {
  iteration_duration: histogram("ms", "outcome", "One pass of the scenario by one user, without think time and throttle waits."),
  iteration_duration_from_intended: histogram(
    "ms",
    "outcome",
    "The same, counted from the instant at which the plan wanted it to start.",
  ),
  step_duration: histogram("ms", "step", "One browser step, failed ones too: from the call until it was done."),
  group_duration: histogram("ms", "group", "A group of steps that the scenario timed as one."),
  throttle_wait: histogram("ms", "throttle", "Time in line for a throttle."),

  liveview_connection_duration: histogram("ms", "page", "From the start of the document until its live views were connected."),
  liveview_reconnection_duration: histogram("ms", "page", "From a lost connection until the live view was connected again."),
  liveview_page_loading_duration: histogram("ms", "kind", "From phx:page-loading-start to phx:page-loading-stop."),
  liveview_loading_class_duration: histogram("ms", "class", "How long an element carried a phx-*-loading class."),
  liveview_event_duration: histogram("ms", "event type", "From the event's push to the server until the page was patched."),
  liveview_event_server_duration: histogram("ms", "event type", "From the event's push until the server's reply arrived."),
  liveview_event_patch_duration: histogram("ms", "event type", "From the server's reply until the page was patched."),

  web_vital_ttfb: histogram("ms", "page", "Time to first byte."),
  web_vital_fcp: histogram("ms", "page", "First contentful paint."),
  web_vital_lcp: histogram("ms", "page", "Largest contentful paint."),
  web_vital_inp: histogram("ms", "page", "Interaction to next paint."),
  web_vital_cls: histogram("score", "page", "Cumulative layout shift."),

  http_request_duration: histogram(
    "ms",
    "resource type",
    "An answered HTTP request, from its start until the last byte that came.",
  ),
  http_request_ttfb: histogram("ms", "resource type", "From sending an HTTP request until its first byte came back."),
  http_request_dns: histogram("ms", "resource type", "Name resolution of a new connection."),
  http_request_connect: histogram("ms", "resource type", "Opening a new connection, TLS included."),
  http_request_tls: histogram("ms", "resource type", "TLS handshake of a new connection."),
  websocket_frame_sent_size: histogram("bytes", "socket path", "Payload of a WebSocket frame from the browser."),
  websocket_frame_received_size: histogram("bytes", "socket path", "Payload of a WebSocket frame to the browser."),

  iterations: counter("outcome", "Passes of the scenario."),
  steps: counter("step", "Browser steps that ended, failed ones too."),
  failed_steps: counter("step", "Browser steps that failed."),
  checks: counter("name", "Expectations that were evaluated."),
  failed_checks: counter("name", "Expectations that did not hold."),
  dropped_iterations: counter("reason", "Iterations that the plan wanted and that could not be started."),
  late_steps: counter("reason", "Steps called after their iteration was over."),
  users_started: counter("reason", "Users that began."),
  users_ended: counter("reason", "Users that ended."),
  users_replaced: counter("reason", "Users that went on with a fresh browser context."),
  users_lost: counter("reason", "Users that went with their node."),

  liveview_disconnections: counter("page", "Live views that lost their connection."),
  liveview_reconnections: counter("page", "Live views that were connected again."),
  liveview_canceled_loads: counter("kind", "Page loads of LiveView that another one overtook."),
  liveview_navigations: counter("kind", "Live navigations."),
  liveview_crashes: counter("page", "Live views that crashed on the server."),
  liveview_clicks_held: counter("step", "Clicks that waited because the element was still waiting for its last reply."),
  http_requests: counter("status class", "HTTP requests that a server answered."),
  http_failures: counter("reason", "HTTP requests without an answer, or answered with 4xx or 5xx."),
  http_bytes_received: counter("resource type", "Bytes of HTTP responses on the wire.", "bytes"),
  websocket_opened: counter("socket path", "WebSockets that were opened."),
  websocket_closed: counter("reason", "WebSockets that were closed, by the page, by leaving it or with the user."),
  page_errors: counter("reason", "Errors of the page's own scripts."),

  node_cpu: gauge("ratio", "CPU of the node that is in use, 1 for all of it."),
  node_memory: gauge("ratio", "Memory of the node that is in use, 1 for all of it."),
  node_throttled: gauge("ms", "Time in this second during which the node's CPU quota held it back."),
  node_event_loop_delay: gauge("ms", "99th percentile of the agent's event loop delay."),
  node_browser_round_trip: gauge("ms", "Lateness of a message to the browser and back."),
  node_page_delay: gauge("ms", "Lateness of a timer inside a page, as far as it was not the page's own work."),
} as const satisfies Record<string, MetricSpec>;

/** The name of a built-in metric. */
export type MetricName = keyof typeof METRICS;
type NamesOfKind<K extends MetricKind> = { [N in MetricName]: (typeof METRICS)[N]["kind"] extends K ? N : never }[MetricName];
/** The names of the built-in histograms. */
export type HistogramName = NamesOfKind<"histogram">;
/** The names of the built-in counters. */
export type CounterName = NamesOfKind<"counter">;
/** The names of the built-in gauges. */
export type GaugeName = NamesOfKind<"gauge">;

/** All that the dimension of a metric can hold, where that is known before any value of it has been seen. */
export const DIMENSION_VALUES: Readonly<Partial<Record<MetricName, readonly string[]>>> = {
  iteration_duration: ["succeeded", "failed"],
  iteration_duration_from_intended: ["succeeded", "failed"],
  iterations: ["succeeded", "failed", "interrupted", "abortedInfra"],
  dropped_iterations: ["late", "end of load"],
};

/** The value that stands for all dimension values beyond the cap. */
export const OTHER_DIMENSION = "other";

/** What is known of the metric `name`; a scenario's own metrics are unknown here. */
export function metricSpec(name: string): MetricSpec | undefined {
  return Object.hasOwn(METRICS, name) ? METRICS[name as MetricName] : undefined;
}
