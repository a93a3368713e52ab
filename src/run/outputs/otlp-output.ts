import type { HrTime } from "@opentelemetry/api";
import type { DataPoint, ExponentialHistogramMetricData, MetricData, ResourceMetrics } from "@opentelemetry/sdk-metrics";
import type { MetricUnit } from "../../telemetry/metrics.js";
import type { Sketch } from "../../telemetry/sketch.js";
import { exponentialBuckets } from "./exponential-histogram.js";
import { optionalPackages } from "./optional-package.js";
import { type Measured, type MeasuredTotals, type Output, type OutputContext, PUSH_TIMEOUT_MS } from "./output.js";
import { addressOf } from "./output-address.js";

const DEFAULT_URL = "http://localhost:4318";
const METRICS_PATH = "/v1/metrics";
const PACKAGES = [
  "@opentelemetry/api@1",
  "@opentelemetry/resources@2",
  "@opentelemetry/sdk-metrics@2",
  "@opentelemetry/exporter-metrics-otlp-proto@0.223",
];

/** Optional peer dependencies, imported lazily. */
async function loadSdk() {
  const [{ ValueType }, resources, metrics, { OTLPMetricExporter }] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/sdk-metrics"),
    import("@opentelemetry/exporter-metrics-otlp-proto"),
  ]);
  return { ValueType, OTLPMetricExporter, ...resources, ...metrics };
}
type Sdk = Awaited<ReturnType<typeof loadSdk>>;

/**
 * OpenTelemetry metrics over HTTP, in protobuf. The exporter reads headers, certificates and compression from the
 * environment variables that OpenTelemetry defines, and the address as well when none is given.
 */
export async function otlpOutput({ url, env }: OutputContext): Promise<Output> {
  const sdk = await optionalPackages(loadSdk, { output: "otlp", packages: PACKAGES });
  const address = url === undefined ? undefined : addressOf(metricsUrl(url));
  const exporter = new sdk.OTLPMetricExporter({
    timeoutMillis: PUSH_TIMEOUT_MS,
    ...(address === undefined ? {} : { url: address.url, headers: address.headers() }),
  });
  const shownUrl = address?.shown ?? env.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT ?? DEFAULT_URL;
  return {
    name: `otlp=${address?.shown ?? addressOf(new URL(shownUrl)).shown}`,
    push: (totals) =>
      new Promise((resolve, reject) => {
        exporter.export(resourceMetrics(totals, sdk), ({ code, error }) => {
          if (code === 0) resolve();
          else reject(error ?? new Error("the receiver rejected it"));
        });
      }),
    close: () => exporter.shutdown(),
  };
}

/** OpenTelemetry's base addresses lack the path of the signal. */
function metricsUrl(url: URL): URL {
  return url.pathname === "/" ? new URL(METRICS_PATH, url) : url;
}

function resourceMetrics(totals: MeasuredTotals, sdk: Sdk): ResourceMetrics {
  const { run, histograms, sickHistograms, counters, gauges } = totals;
  const own = sdk.resourceFromAttributes({ "service.name": "live-load", "service.version": run.version });
  const detected = sdk.detectResources({ detectors: [sdk.envDetector] });
  const fixed = sdk.resourceFromAttributes({ "liveload.run.id": run.id, "liveload.scenario": run.scenario });
  const translate = translator(totals, sdk);
  return {
    // The last one wins: the environment may name the service, but not the run.
    resource: own.merge(detected).merge(fixed),
    scopeMetrics: [
      {
        scope: { name: "live-load", version: run.version },
        metrics: [
          ...histograms.map((metric) => translate.histogram(metric, "liveload.")),
          ...sickHistograms.map((metric) => translate.histogram(metric, "liveload.sick.")),
          ...counters.map(translate.counter),
          ...gauges.map(translate.gauge),
        ],
      },
    ],
  };
}

/** Converts totals to the SDK's data; everything is cumulative from the start of the load. */
function translator({ startedAtMs, atMs }: MeasuredTotals, { AggregationTemporality, DataPointType, ValueType }: Sdk) {
  const times = { startTime: hrTimeOf(startedAtMs), endTime: hrTimeOf(atMs) };
  const aggregationTemporality = AggregationTemporality.CUMULATIVE;
  const pointsOf = <T, V>({ points }: Measured<T>, convert: (value: T) => V): DataPoint<V>[] =>
    points.map(({ attributes, value }) => ({ ...times, attributes: { ...attributes }, value: convert(value) }));
  const descriptorOf = ({ name, unit, description }: Measured<unknown>, prefix = "liveload.", isWhole = false) => ({
    name: `${prefix}${name}`,
    description,
    unit: unit === undefined ? "" : UNITS[unit],
    valueType: isWhole ? ValueType.INT : ValueType.DOUBLE,
  });
  return {
    histogram: (metric: Measured<Sketch>, prefix: string): ExponentialHistogramMetricData => ({
      descriptor: descriptorOf(metric, prefix),
      aggregationTemporality,
      dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM,
      dataPoints: pointsOf(metric, histogramOf),
    }),
    counter: (metric: Measured<number>): MetricData => ({
      // A scenario's own counter may have fractions.
      descriptor: descriptorOf(metric, undefined, metric.unit !== undefined),
      aggregationTemporality,
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      dataPoints: pointsOf(metric, (value) => value),
    }),
    gauge: (metric: Measured<number>): MetricData => ({
      descriptor: descriptorOf(metric),
      aggregationTemporality,
      dataPointType: DataPointType.GAUGE,
      dataPoints: pointsOf(metric, (value) => value),
    }),
  };
}

/** As the Unified Code for Units of Measure spells them. */
const UNITS: Readonly<Record<MetricUnit, string>> = { ms: "ms", bytes: "By", score: "1", count: "1", ratio: "1" };

function histogramOf(sketch: Sketch): ExponentialHistogramMetricData["dataPoints"][number]["value"] {
  const { scale, zeroCount, offset, counts } = exponentialBuckets(sketch);
  const { count, sum, min, max } = sketch;
  const negative = { offset: 0, bucketCounts: [] };
  return { count, sum, min, max, scale, zeroCount, positive: { offset, bucketCounts: counts }, negative };
}

function hrTimeOf(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
