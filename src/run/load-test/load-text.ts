import { formatDuration } from "../../base/duration.js";
import { formatCount } from "../../base/numbers.js";
import { formatRate } from "../../base/rate.js";
import { type LoadPlan, peakUsers, planDurationMs } from "../../load/load-plan.js";

/** A load plan in a few words: `20 users for 10 min`, `20/s by up to 50 users for 10 min`. */
export function loadText(plan: LoadPlan): string {
  const [users, duration] = [formatCount(peakUsers(plan), "user"), formatDuration(planDurationMs(plan))];
  if (plan.kind === "closed") return `${users} for ${duration}`;
  const rates = [
    ...new Set([...(plan.initialPerSecond > 0 ? [plan.initialPerSecond] : []), ...plan.stages.map((s) => s.perSecond)]),
  ];
  return `${rates.map(formatRate).join(", then ")} by up to ${users} for ${duration}`;
}
