import { z } from "zod";

const milliseconds = z.number();
const count = z.number().int().nonnegative();

/** A dimension value over time; the arrays have a value for each stretch with samples. */
export const dimensionSeriesSchema = z.strictObject({
  /** Length of a stretch. */
  widthMs: milliseconds,
  offsetMs: z.array(milliseconds),
  count: z.array(count),
  p50: z.array(z.number()),
  p95: z.array(z.number()),
  p99: z.array(z.number()),
});

/** A dimension value by node; the arrays have a value for each node with samples. */
export const nodeValuesSchema = z.strictObject({
  node: z.array(z.string()),
  count: z.array(count),
  p50: z.array(z.number()),
  p95: z.array(z.number()),
  p99: z.array(z.number()),
});
