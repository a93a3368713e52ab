import { z } from "zod";
import type { LoadChange } from "../../result/model.js";

/** The most iterations per second, and the longest ramp, as in the options of a run. */
const [MAX_PER_SECOND, MAX_OVER_MS] = [1000, 24 * 86_400_000];

const users = z.int().min(0).max(1_000_000);
const perSecond = z.number().finite().min(0).max(MAX_PER_SECOND);
const overMs = z.number().finite().min(0).max(MAX_OVER_MS).default(0);

/** What can be asked of a run. Times are in milliseconds, rates per second. */
export const steerRequestSchema = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("status") }),
  z.strictObject({ do: z.literal("users"), users, overMs }),
  z.strictObject({ do: z.literal("rate"), perSecond, overMs }),
  z.strictObject({ do: z.literal("backgroundUsers"), users, overMs }),
  z.strictObject({ do: z.literal("backgroundRate"), perSecond, overMs }),
  z.strictObject({ do: z.literal("pause") }),
  z.strictObject({ do: z.literal("resume") }),
  /** `now`: interrupt running iterations, as Ctrl-C does. */
  z.strictObject({ do: z.literal("stop"), now: z.boolean().default(false) }),
]);

/** What is asked of a run. */
export type SteerRequest = z.output<typeof steerRequestSchema>;
/** The same, without defaults. */
export type SteerInput = z.input<typeof steerRequestSchema>;
/** A request that changes the run. */
export type ChangeRequest = Exclude<SteerRequest, { readonly do: "status" }>;
/** A request for a number of users, or a rate. */
export type SetRequest = Extract<SteerRequest, { readonly overMs: number }>;
/** Who asks. */
export type SteeredBy = LoadChange["by"];
