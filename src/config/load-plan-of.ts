import { formatDuration } from "../base/duration.js";
import { LiveLoadError } from "../base/errors.js";
import { constantUsers, stagedUsers, type UserStage } from "../load/closed-plan.js";
import type { LoadPlan } from "../load/load-plan.js";
import type { RateStage } from "../load/open-plan.js";
import type { LoadStage } from "./option-values.js";
import type { OptionName } from "./options.js";
import { ORIGINS, type Origin, type ResolvedOptions, spelling, spellingBeside } from "./resolved-options.js";

/**
 * The load plan for the options: a number of users, stages of users, or an arrival rate. If there is more than one, the
 * stronger source wins. Throws `INVALID_OPTION` when one source has two, or the load is impossible. Before the
 * scenario is known, options that it may still add are not required.
 */
export function loadPlanOf(given: ResolvedOptions, { scenarioIsKnown = true } = {}): LoadPlan {
  const resolved: Load = { ...given, scenarioIsKnown };
  const { values, origins } = resolved;
  const [first] = values.stages;
  // A rate besides stages of rates is their initial rate, unless it is from a stronger source: then it replaces them.
  const hasRates =
    first !== undefined && "perSecond" in first && (values.rate === undefined || rank(origins.rate) >= rank(origins.stages));
  const isOpen = (values.rate !== undefined || hasRates) && !isStronger(resolved, "users", hasRates ? "stages" : "rate");
  const usersStages = first !== undefined && "users" in first ? (values.stages as readonly UserStage[]) : [];
  if (isOpen && !(usersStages.length > 0 && isStronger(resolved, "stages", "rate"))) return openPlan(resolved, hasRates);
  refuseAlone(resolved);
  if (usersStages.length > 0 && !isStronger(resolved, "users", "stages")) return stagedPlan(resolved, usersStages);
  return constantPlan(resolved);
}

interface Load extends ResolvedOptions {
  readonly scenarioIsKnown: boolean;
}

function rank(origin: Origin): number {
  return ORIGINS.indexOf(origin);
}

/** Whether the first option is from a stronger source than the other. Refuses both from the same source. */
function isStronger({ origins }: ResolvedOptions, one: OptionName, other: OptionName): boolean {
  if (origins[one] === "default") return false;
  const [a, b] = [rank(origins[one]), rank(origins[other])];
  if (a === b)
    refuse(one, `${spelling(one, origins[one])} and ${spelling(other, origins[other])} exclude each other`, HINTS[other]);
  return a < b;
}

const HINTS: Partial<Readonly<Record<OptionName, string>>> = {
  stages: "stages say both how much load and how long",
  rate: "with a rate, maxUsers says how many users there may be",
};

const RAMP_HINT = "stages of rates ramp up: --stage 30s:20/s";
const ITERATIONS_HINT = "the users of a rate share the iterations: limit the duration";

function openPlan(resolved: Load, hasStages: boolean): LoadPlan {
  const { values, origins } = resolved;
  const { rate = 0, maxUsers, maxLateness: maxLatenessMs } = values;
  const why = hasStages ? "stages" : "rate";
  if (maxUsers === undefined && resolved.scenarioIsKnown) {
    const missing = spellingBeside("maxUsers", origins[why]);
    const hint = `add ${missing}; at least the rate times the length of an iteration`;
    refuse("maxUsers", `${spelling(why, origins[why])} needs ${missing}: the number of users for its iterations`, hint);
  }
  refuseFromSameSource(resolved, hasStages ? ["duration", "rampUp", "iterations"] : ["rampUp", "iterations"], why);
  const stages = hasStages ? (values.stages as readonly RateStage[]) : [{ durationMs: values.duration, perSecond: rate }];
  if (rate === 0 && stages.every(({ perSecond }) => perSecond === 0)) refuse("stages", "the stages never start an iteration");
  return { kind: "open", version: 1, initialPerSecond: rate, stages, maxUsers: maxUsers ?? 1, maxLatenessMs };
}

function stagedPlan(resolved: Load, stages: readonly UserStage[]): LoadPlan {
  refuseFromSameSource(resolved, ["duration", "rampUp"], "stages");
  if (stages.every(({ users }) => users === 0)) refuse("stages", "the stages never have a user");
  return stagedUsers(stages);
}

function constantPlan({ values: { users, duration, rampUp }, origins, scenarioIsKnown }: Load): LoadPlan {
  const mayBeLonger = !scenarioIsKnown && origins.duration === "default";
  if (rampUp > duration && !mayBeLonger) {
    const names = [spelling("rampUp", origins.rampUp), spelling("duration", origins.duration)];
    throw new LiveLoadError(
      "INVALID_OPTION",
      `${names[0]} of ${formatDuration(rampUp)} is longer than ${names[1]} of ${formatDuration(duration)}, which includes it`,
      {
        hint: "make the duration longer or the ramp-up shorter",
        details: { option: "rampUp", value: rampUp, allowed: `at most ${duration} ms` },
      },
    );
  }
  return constantUsers({ users, durationMs: duration, rampUpMs: rampUp });
}

/** Refuses a duration that would be ignored because stages or a rate, from the same or a weaker source, have their own. */
function refuseFromSameSource(resolved: ResolvedOptions, names: readonly OptionName[], other: "stages" | "rate"): void {
  for (const name of names) {
    const { origins } = resolved;
    if (origins[name] === "default" || rank(origins[name]) > rank(origins[other])) continue;
    const hint = name === "iterations" ? ITERATIONS_HINT : other === "rate" ? RAMP_HINT : HINTS.stages;
    refuse(name, `${spelling(name, origins[name])} and ${spelling(other, origins[other])} exclude each other`, hint);
  }
}

function refuseAlone({ values, origins, scenarioIsKnown }: Load): void {
  if (!scenarioIsKnown) return;
  const isRate = (rate: number | undefined, stages: readonly LoadStage[]) =>
    rate !== undefined || stages.some((stage) => "perSecond" in stage);
  const hasRate = isRate(values.rate, values.stages);
  // Iterations of background users may be late, too.
  const hasAnyRate = hasRate || isRate(values.backgroundRate, values.backgroundStages);
  for (const name of ["maxUsers", "maxLateness"] as const) {
    if ((name === "maxUsers" ? hasRate : hasAnyRate) || origins[name] === "default") continue;
    const hint = `add ${spellingBeside("rate", origins[name])}, or stages such as 30s:20/s`;
    refuse(name, `${spelling(name, origins[name])} is of no use without a rate`, hint);
  }
}

function refuse(option: OptionName, message: string, hint?: string): never {
  throw new LiveLoadError("INVALID_OPTION", message, { hint, details: { option } });
}
