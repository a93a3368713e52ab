import { LiveLoadError } from "../base/errors.js";
import { constantUsers, stagedUsers, type UserStage } from "../load/closed-plan.js";
import { type LoadPlan, planDurationMs } from "../load/load-plan.js";
import type { RateStage } from "../load/open-plan.js";
import { OPTIONS, type OptionName } from "./options.js";
import { ORIGINS, type ResolvedOptions, spelling, spellingBeside } from "./resolved-options.js";

/**
 * The load plan of the background users; `undefined` when there are none. Without stages of their own it is as long as that of the
 * users in browsers. If there is more than one kind of load, the stronger source wins. Throws `INVALID_OPTION` when one source has
 * two, the load is impossible, or all users are without a browser already.
 */
export function backgroundPlanOf(resolved: ResolvedOptions, users: LoadPlan): LoadPlan | undefined {
  const plan = planOf(resolved, planDurationMs(users));
  if (plan !== undefined) refuseWithoutBrowsers(resolved);
  return plan;
}

/** Whether any source asks for background users, even if a stronger one leaves them out. */
export function asksForBackground(layers: readonly { readonly values: Readonly<Record<string, unknown>> }[]): boolean {
  return layers.some(({ values: { backgroundUsers, backgroundStages } }) => {
    const [users, stages] = [OPTIONS.backgroundUsers.parse(backgroundUsers), OPTIONS.backgroundStages.parse(backgroundStages)];
    return (users ?? 0) > 0 || (stages ?? []).length > 0;
  });
}

function planOf(resolved: ResolvedOptions, durationMs: number): LoadPlan | undefined {
  const { backgroundUsers: users, backgroundStages: stages, backgroundRate: rate, rampUp } = resolved.values;
  const rates = stages.filter((stage): stage is RateStage => "perSecond" in stage);
  const hasRates = rates.length > 0 && (rate === undefined || !isStronger(resolved, "backgroundRate", "backgroundStages"));
  if (hasRates) return openPlan(resolved, rates, "backgroundStages");
  const steps = stages.filter((stage): stage is UserStage => "users" in stage);
  if (rate !== undefined && !(steps.length > 0 && wins(resolved, "backgroundStages", "backgroundRate")))
    return openPlan(resolved, [{ durationMs, perSecond: rate }], "backgroundRate");
  if (steps.length > 0 && !wins(resolved, "backgroundUsers", "backgroundStages")) {
    if (steps.every((stage) => stage.users === 0)) refuse("backgroundStages", "the background stages never have a user");
    return stagedUsers(steps);
  }
  return users === 0 ? undefined : constantUsers({ users, durationMs, rampUpMs: rampUp });
}

function openPlan(resolved: ResolvedOptions, stages: readonly RateStage[], why: "backgroundStages" | "backgroundRate") {
  const { values, origins } = resolved;
  const { backgroundUsers: maxUsers, backgroundRate = 0, maxLateness: maxLatenessMs } = values;
  // A stronger source that sets 0 leaves the background users out.
  if (maxUsers === 0 && isStronger(resolved, "backgroundUsers", why)) return undefined;
  if (maxUsers === 0) {
    const missing = spellingBeside("backgroundUsers", origins[why]);
    const hint = `add ${missing}; at least the rate times the length of an iteration`;
    refuse("backgroundUsers", `${spelling(why, origins[why])} needs ${missing}: the number of users for its iterations`, hint);
  }
  const initialPerSecond = backgroundRate;
  if (initialPerSecond === 0 && stages.every(({ perSecond }) => perSecond === 0))
    refuse("backgroundStages", "the background stages never start an iteration");
  return { kind: "open" as const, version: 1, initialPerSecond, stages, maxUsers, maxLatenessMs };
}

function isStronger({ origins }: ResolvedOptions, one: OptionName, other: OptionName): boolean {
  return ORIGINS.indexOf(origins[one]) < ORIGINS.indexOf(origins[other]);
}

/** Whether the first option is from a stronger source than the other. Refuses both from the same source. */
function wins(resolved: ResolvedOptions, one: OptionName, other: OptionName): boolean {
  const { origins } = resolved;
  if (origins[one] === origins[other])
    refuse(one, `${spelling(one, origins[one])} and ${spelling(other, origins[other])} exclude each other`);
  return isStronger(resolved, one, other);
}

function refuseWithoutBrowsers({ values, origins }: ResolvedOptions): void {
  if (values.browser !== "protocol") return;
  const why = (["backgroundUsers", "backgroundStages", "backgroundRate"] as const).find((name) => origins[name] !== "default");
  const name = why === undefined ? "backgroundUsers" : spelling(why, origins[why]);
  refuse(
    why ?? "backgroundUsers",
    `${name} is of no use with ${spelling("browser", origins.browser)} protocol: all users are without a browser already`,
    "give their number as --users, or let the users be in browsers: --browser chromium",
  );
}

function refuse(option: OptionName, message: string, hint?: string): never {
  throw new LiveLoadError("INVALID_OPTION", message, { hint, details: { option } });
}
