import { z } from "zod";

/** The most stages of a load plan. */
export const MAX_STAGES = 1000;

export const planMilliseconds = z.number().finite().nonnegative();
