import { z } from "zod";
import { SICK_CAUSES } from "../telemetry/sick-cause.js";
import { evidenceSchema, traceSchema } from "./evidence-model.js";
import { dimensionSeriesSchema, nodeValuesSchema } from "./series-model.js";

/*
 * The result of one run of one scenario: `result.json`, schema version 1. Milliseconds, bytes and scores are not rounded;
 * fields whose names end in `offsetMs` count from T0, when the load started. Everything is plain JSON.
 */

const milliseconds = z.number();
const count = z.number().int().nonnegative();

/** A histogram: its figures, and a mergeable sketch from which any other quantile can be computed. */
export const histogramSchema = z.strictObject({
  count,
  sum: z.number(),
  min: z.number(),
  max: z.number(),
  p50: z.number(),
  p75: z.number(),
  p90: z.number(),
  p95: z.number(),
  p99: z.number(),
  p999: z.number(),
  /** Base64 of the encoded sketch. */
  sketch: z.string(),
});
const histogramsByMetric = z.record(
  z.string(),
  z.strictObject({ aggregate: histogramSchema, by: z.record(z.string(), histogramSchema) }),
);
const countersByMetric = z.record(z.string(), z.strictObject({ aggregate: z.number(), by: z.record(z.string(), z.number()) }));

/** The verdicts, from best to worst. */
export const VERDICTS = ["pass", "fail", "inconclusive", "invalid", "error"] as const;
const verdictSchema = z.enum(VERDICTS);

const verdictReasonSchema = z.strictObject({
  /** `threshold`, `failure-rate`, `sick-node`, `lost-load`, `controller-lost`, `interrupted`, `stopped`, `changed`, `aborted`, or an error code. */
  code: z.string(),
  message: z.string(),
  /** The error's own hint. */
  hint: z.string().optional(),
  node: z.string().optional(),
  offsetMs: milliseconds.optional(),
});

const thresholdResultSchema = z.strictObject({
  /** As the user wrote it. */
  expression: z.string(),
  metric: z.string(),
  dimension: z.string().optional(),
  aggregation: z.string(),
  /** The observed value; null when nothing was measured. */
  value: z.number().nullable(),
  limit: z.number(),
  passed: z.boolean(),
  abortOnFail: z.boolean(),
});

const sickCauseSchema = z.enum(SICK_CAUSES);

const timeSeriesBucketSchema = z.strictObject({
  offsetMs: milliseconds,
  activeUsers: z.number(),
  nodeCount: count,
  histograms: z.record(
    z.string(),
    z.strictObject({ count, sum: z.number(), p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() }),
  ),
  counters: z.record(z.string(), z.number()),
});

const failureSchema = z.strictObject({
  signature: z.string(),
  category: z.string(),
  count,
  firstOffsetMs: milliseconds,
  sample: z.strictObject({
    step: count.optional(),
    operation: z.string().optional(),
    page: z.string().optional(),
    message: z.string(),
    stack: z.string().optional(),
    /** Problems in the page up to that moment that probably led to the failure: `GET /app.js answered 404`. */
    likelyCauses: z.array(z.string()).readonly().optional(),
    userId: count.optional(),
    node: z.string().optional(),
    offsetMs: milliseconds.optional(),
    /** Path below the output folder. */
    screenshot: z.string().optional(),
  }),
  /** How many there were on each node; absent in results of earlier versions, and unless the run had 2 to 200 nodes. */
  byNode: z.strictObject({ node: z.array(z.string()), count: z.array(count) }).optional(),
  /** What some of them looked like: the first, and two later ones; those of healthy nodes first. */
  evidence: z.array(evidenceSchema).optional(),
});

const pageErrorSchema = z.strictObject({
  signature: z.string(),
  /** `exception`: not caught by the page's code; `console`: written with `console.error`. */
  kind: z.enum(["exception", "console"]),
  count,
  firstOffsetMs: milliseconds,
  /** The path of the page, templated. */
  page: z.string().optional(),
  sample: z.strictObject({
    message: z.string(),
    stack: z.string().optional(),
    node: z.string().optional(),
    offsetMs: milliseconds.optional(),
  }),
});

const nodeSchema = z.strictObject({
  name: z.string(),
  /** The node whose machine it runs on, for a further process there; absent for the first. */
  host: z.string().optional(),
  /** `finished`, `stopped`, `lost` or `failed`. */
  status: z.string(),
  resources: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  browser: z.strictObject({ connection: z.string(), version: z.string() }).optional(),
  users: count,
  /** Iterations that ended on it, however they did. */
  iterations: count,
  /** Those of them that succeeded or failed; absent in results of earlier versions. */
  finishedIterations: count.optional(),
  /** Those that failed; absent in results of earlier versions. */
  failedIterations: count.optional(),
  /** When the controller had no contact with it, which by itself loses no data; absent if it always had. */
  disconnections: z.array(z.strictObject({ fromMs: milliseconds, toMs: milliseconds })).optional(),
  /**
   * Present for a lost node: the result holds everything that it measured until `heardUntilMs`, and nothing after that.
   * `atMs` is when it was declared lost; absent when the controller itself died.
   */
  lost: z.strictObject({ heardUntilMs: milliseconds, atMs: milliseconds.optional() }).optional(),
  /** Totals, not broken down by dimension. */
  histograms: z.record(z.string(), histogramSchema),
  /**
   * Its most telling latency over time. Healthy samples; absent in results of earlier versions, with more than 200 nodes, and for
   * background users.
   */
  latencySeries: dimensionSeriesSchema.extend({ metric: z.string() }).optional(),
  /** Its gauges over time, in at most 300 rows that each hold the highest value. */
  health: z.array(
    z.strictObject({
      offsetMs: milliseconds,
      gauges: z.record(z.string(), z.number()),
      busy: z.boolean(),
      sick: sickCauseSchema.optional(),
    }),
  ),
});

/** A change of the load while it ran; journals hold them too. */
export const loadChangeSchema = z.strictObject({
  /** When it took effect, on all nodes at once. */
  offsetMs: milliseconds,
  kind: z.enum(["users", "rate", "backgroundUsers", "backgroundRate", "pause", "resume", "stop"]),
  /** The target before and after, in users or in iterations per second; absent for `pause`, `resume` and `stop`. */
  from: z.number().optional(),
  to: z.number().optional(),
  /** How long the target takes from one to the other; absent for at once. */
  overMs: milliseconds.optional(),
  /** Who asked for it; `limit` is the longest time that a run can be paused. */
  by: z.enum(["command", "dashboard", "limit"]),
});

const mainSchema = z.strictObject({
  schemaVersion: z.literal(1),
  liveloadVersion: z.string(),
  runId: z.string(),
  /** The scenario's name. */
  name: z.string(),
  /** ISO 8601. */
  generatedAt: z.string(),
  /** The resolved options of the run; secrets as `***`. */
  options: z.record(z.string(), z.unknown()),
  seed: count,
  /** T0 in ISO 8601; null when the load never started. */
  startedAt: z.string().nullable(),
  /** Estimated largest difference between the nodes' start times. */
  startSkewMs: milliseconds,
  /** From T0 until the last user ended. */
  durationMs: milliseconds,
  /** From T0 until the last of these users ended, if users of the other kind went on; absent when it is `durationMs`. */
  ownDurationMs: milliseconds.optional(),
  verdict: verdictSchema,
  verdictReasons: z.array(verdictReasonSchema),
  thresholds: z.array(thresholdResultSchema),
  users: z.strictObject({
    requested: count,
    started: count,
    succeeded: count,
    failed: count,
    replaced: count,
    lost: count,
    neverStarted: count,
  }),
  iterations: z.strictObject({
    started: count,
    succeeded: count,
    failed: count,
    interrupted: count,
    abortedInfra: count,
    dropped: count,
  }),
  /** Healthy samples. */
  histograms: histogramsByMetric,
  counters: countersByMetric,
  sick: z.strictObject({
    userSeconds: z.number(),
    windows: z.array(z.strictObject({ node: z.string(), fromMs: milliseconds, toMs: milliseconds, cause: sickCauseSchema })),
    /** Samples that overlap a sick second. */
    histograms: histogramsByMetric,
  }),
  timeSeries: z.array(timeSeriesBucketSchema),
  /**
   * Each step, interaction, group, event, page and endpoint over time, by metric and dimension value. Healthy samples; absent in older
   * results.
   */
  dimensionSeries: z.record(z.string(), z.record(z.string(), dimensionSeriesSchema)).optional(),
  /** The same by node, the most frequent ones. Healthy samples; absent in older results, and unless there are 2 to 200 nodes. */
  byNode: z.record(z.string(), z.record(z.string(), nodeValuesSchema)).optional(),
  nodes: z.array(nodeSchema),
  failures: z.array(failureSchema),
  /** Errors of the pages' own code by signature, the most frequent first; absent in results of earlier versions. */
  pageErrors: z.array(pageErrorSchema).optional(),
  /** The last page of a user that was to be shown whatever happened, as by `live-load debug`. */
  lastPages: z.array(evidenceSchema).optional(),
  /** Recordings of iterations: of one that did not fail, and of one of each kind of failure. */
  traces: z.array(traceSchema).optional(),
  /** What people changed about the load while it ran, in order; absent when nothing was. */
  changes: z.array(loadChangeSchema).optional(),
  /** Metrics with more dimension values than the limit; the rest is counted under `other`. */
  cappedMetrics: z.array(z.string()),
  /** Metrics that the browser could not measure. */
  notMeasured: z.array(z.string()),
  journal: z.enum(["complete", "incomplete", "none"]),
});

/** Load and measurements of background users, in the same shapes as those of the users in browsers. */
const backgroundSchema = mainSchema.pick({
  ownDurationMs: true,
  users: true,
  iterations: true,
  histograms: true,
  counters: true,
  sick: true,
  timeSeries: true,
  dimensionSeries: true,
  nodes: true,
  failures: true,
  cappedMetrics: true,
  notMeasured: true,
});

export const resultSchema = mainSchema.extend({
  /**
   * The background users of the run, which have no browser; absent when it had none. The fields beside it do not contain
   * anything of them. Each of its nodes is a process, named after the node that it runs on: `shop-1-crowd-1`.
   */
  background: backgroundSchema.optional(),
});

/** The result of one run of one scenario. */
export type RunResult = z.infer<typeof resultSchema>;
/** Load and measurements of the background users of a run. */
export type BackgroundResult = z.infer<typeof backgroundSchema>;
/** A histogram's figures. */
export type HistogramFigures = z.infer<typeof histogramSchema>;
/** `pass`, `fail`, `inconclusive`, `invalid` or `error`. */
export type Verdict = (typeof VERDICTS)[number];
/** A change of the load while it ran. */
export type LoadChange = z.infer<typeof loadChangeSchema>;
/** One reason for a verdict. */
export type VerdictReason = z.infer<typeof verdictReasonSchema>;
/** A threshold and its outcome. */
export type ThresholdResult = z.infer<typeof thresholdResultSchema>;
export type { Evidence, Trace } from "./evidence-model.js";
