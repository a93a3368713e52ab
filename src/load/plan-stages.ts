import { z } from "zod";

/** The most stages that the options of a load plan have. */
export const MAX_STAGES = 1000;
/** The most stages of a load plan that was changed while it ran. */
export const MAX_CHANGED_STAGES = 10_000;

export const planMilliseconds = z.number().finite().nonnegative();
