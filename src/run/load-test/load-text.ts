import { formatDuration } from "../../base/duration.js";
import { formatCount } from "../../base/numbers.js";
import { formatRate } from "../../base/rate.js";
import { type LoadPlan, peakUsers, planDurationMs } from "../../load/load-plan.js";

/** A load plan in a few words: `20 users for 10 min`, `20/s by up to 50 users for 10 min`, `2 users and 500 background users for 1 min`. */
export function loadText(plan: LoadPlan, background?: LoadPlan): string {
  const duration = formatDuration(planDurationMs(plan));
  if (background === undefined) return `${amountText(plan, "user")} for ${duration}`;
  const beside = amountText(background, "background user");
  const own = formatDuration(planDurationMs(background));
  if (own === duration) return `${amountText(plan, "user")} and ${beside} for ${duration}`;
  return `${amountText(plan, "user")} for ${duration}, and ${beside} for ${own}`;
}

function amountText(plan: LoadPlan, noun: string): string {
  const users = formatCount(peakUsers(plan), noun);
  if (plan.kind === "closed") return users;
  const rates = [
    ...new Set([...(plan.initialPerSecond > 0 ? [plan.initialPerSecond] : []), ...plan.stages.map((s) => s.perSecond)]),
  ];
  return `${rates.map(formatRate).join(", then ")} by up to ${users}`;
}
