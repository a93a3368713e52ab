/** How the values of a metric are kept. */
export type MetricKind = "histogram" | "counter" | "gauge";
/** The unit of a metric's values. `ratio` is 0 to 1, `score` has no unit. */
export type MetricUnit = "ms" | "bytes" | "score" | "count" | "ratio";

/** Static facts about a metric. */
export interface MetricSpec {
  readonly kind: MetricKind;
  readonly unit: MetricUnit;
  /** Name of its only dimension; absent when it has none. */
  readonly dimension?: string;
  /** One sentence for readers of the report. */
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

/** The built-in metrics. Each has at most one dimension. */
export const METRICS = {
  iteration_duration: histogram("ms", "outcome", "One iteration of one user, without think time and throttle waits."),
  iteration_duration_from_intended: histogram(
    "ms",
    "outcome",
    "One iteration, counted from the instant at which the load plan scheduled it, without think time and throttle waits.",
  ),
  step_duration: histogram("ms", "step", "One step on a page, failed ones too: from its turn until it ended."),
  group_duration: histogram("ms", "group", "A group of steps that the scenario timed as one."),
  throttle_wait: histogram("ms", "throttle", "Time spent waiting for a throttle."),

  liveview_connection_duration: histogram("ms", "page", "From the start of the document until its LiveViews were connected."),
  liveview_reconnection_duration: histogram("ms", "page", "From a lost connection until the LiveView was connected again."),
  liveview_page_loading_duration: histogram("ms", "kind", "From phx:page-loading-start to phx:page-loading-stop."),
  liveview_loading_class_duration: histogram("ms", "class", "How long an element carried a phx-*-loading class."),
  liveview_event_duration: histogram("ms", "event type", "From pushing the event to the server until the page was patched."),
  liveview_event_server_duration: histogram("ms", "event type", "From pushing the event until the server's reply arrived."),
  liveview_event_patch_duration: histogram("ms", "event type", "From the server's reply until the page was patched."),

  interaction_duration: histogram(
    "ms",
    "step",
    "From a person's input, such as a click, until the page showed the server's answer to it.",
  ),
  interaction_delay_duration: histogram("ms", "step", "From the input until the page sent something to the server."),
  interaction_server_duration: histogram(
    "ms",
    "step",
    "From sending until the reply arrived that brought the first change of the page's content.",
  ),
  interaction_patch_duration: histogram("ms", "step", "From that reply until the page's content no longer changed."),
  interaction_first_change_duration: histogram(
    "ms",
    "step",
    "From the input until the answer's first change of the page's content.",
  ),

  web_vital_ttfb: histogram("ms", "page", "Time to first byte."),
  web_vital_fcp: histogram("ms", "page", "First contentful paint."),
  web_vital_lcp: histogram("ms", "page", "Largest contentful paint."),
  web_vital_inp: histogram("ms", "page", "Interaction to next paint."),
  web_vital_cls: histogram("score", "page", "Cumulative layout shift."),

  http_request_duration: histogram(
    "ms",
    "resource type",
    "An answered HTTP request, from its start until the last byte that arrived.",
  ),
  http_request_ttfb: histogram(
    "ms",
    "resource type",
    "From sending an HTTP request until the first byte of its response arrived.",
  ),
  http_request_dns: histogram("ms", "resource type", "Name resolution for a new connection."),
  http_request_connect: histogram("ms", "resource type", "Opening a new connection, TLS included."),
  http_request_tls: histogram("ms", "resource type", "TLS handshake of a new connection."),
  http_endpoint_duration: histogram(
    "ms",
    "method and path",
    "An answered request of one endpoint, from its start until the last byte: documents, fetch and XMLHttpRequest.",
  ),
  websocket_frame_sent_size: histogram("bytes", "socket path", "Payload of a WebSocket frame from the browser."),
  websocket_frame_received_size: histogram("bytes", "socket path", "Payload of a WebSocket frame to the browser."),

  iterations: counter("outcome", "Iterations that ended."),
  steps: counter("step", "Steps on pages that ended, failed ones too."),
  failed_steps: counter("step", "Steps on pages that failed."),
  checks: counter("name", "Expectations that were evaluated."),
  failed_checks: counter("name", "Expectations that did not hold."),
  dropped_iterations: counter("reason", "Iterations that the load plan scheduled but that could not be started."),
  late_steps: counter("reason", "Steps that were called after their iteration had ended."),
  users_started: counter("reason", "Users that started."),
  users_ended: counter("reason", "Users that ended."),
  users_replaced: counter("reason", "Users that were given a fresh browser context."),
  users_lost: counter("reason", "Users that were lost with their node."),

  liveview_disconnections: counter("page", "LiveViews that lost their connection."),
  liveview_reconnections: counter("page", "LiveViews that were connected again."),
  liveview_canceled_loads: counter("kind", "LiveView page loads that were superseded by another one."),
  liveview_navigations: counter("kind", "LiveView navigations."),
  liveview_crashes: counter("page", "LiveViews that crashed on the server."),
  hooks_skipped: counter("hook", "LiveView hooks of pages that did not run, because the user has no browser."),
  liveview_clicks_held: counter("step", "Clicks that had to wait because their element still awaited a reply."),
  interactions: counter("adapter", "Interactions that were measured, by how they were recognized."),
  interactions_local: counter("step", "Inputs after which the page sent nothing to the server."),
  interactions_unanswered: counter(
    "step",
    "Interactions without a reply or without a change of the page within 10 s, or whose page was left.",
  ),
  interactions_ambiguous: counter("step", "Interactions with several possible causes or replies, which are not measured."),
  http_requests: counter("status class", "HTTP requests that a server answered."),
  http_failures: counter("reason", "HTTP requests without an answer, or answered with 4xx or 5xx."),
  http_requests_blocked: counter("resource type", "HTTP requests that were not sent, because of the option block."),
  http_requests_fulfilled: counter(
    "resource type",
    "HTTP requests that a route of the scenario answered in place of the server.",
  ),
  http_requests_aborted: counter("resource type", "HTTP requests that a route of the scenario aborted."),
  http_bytes_received: counter("resource type", "Bytes of HTTP responses on the wire.", "bytes"),
  websocket_opened: counter("socket path", "WebSockets that were opened."),
  websocket_closed: counter("reason", "WebSockets that were closed: by the page, when it was left, or when its user ended."),
  page_errors: counter("reason", "Uncaught errors in the page's own scripts."),

  node_cpu: gauge("ratio", "Share of the node's CPU that is in use."),
  node_memory: gauge("ratio", "Share of the node's memory that is in use."),
  node_throttled: gauge("ms", "Time within a second for which the node's CPU quota throttled it."),
  node_event_loop_delay: gauge("ms", "99th percentile of the event loop delay of the node's runner."),
  node_browser_round_trip: gauge("ms", "Delay of a round trip to the browser."),
  node_page_delay: gauge("ms", "Delay of a timer in a page, without delay that the page's own work caused."),
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

/** All possible values of a metric's dimension, for the metrics where they are known in advance. */
export const DIMENSION_VALUES: Readonly<Partial<Record<MetricName, readonly string[]>>> = {
  iteration_duration: ["succeeded", "failed"],
  iteration_duration_from_intended: ["succeeded", "failed"],
  iterations: ["succeeded", "failed", "interrupted", "abortedInfra"],
  dropped_iterations: ["late", "end of load", "no user left"],
};

/** The dimension value under which all values beyond the cap are counted. */
export const OTHER_DIMENSION = "other";

/** The facts about a built-in metric; `undefined` for a scenario's own metrics. */
export function metricSpec(name: string): MetricSpec | undefined {
  return Object.hasOwn(METRICS, name) ? METRICS[name as MetricName] : undefined;
}
