import { seededRandom } from "../../../base/seeded-random.js";
import { mixUsers } from "../../../load/mix-shares.js";
import type { Assignment } from "../../../protocol/messages.js";
import { type AcceptedStatus, parseAcceptedStatus } from "../../../scenario/authoring/accepted-status.js";
import { type LoadedPart, loadedParts } from "../../../scenario/authoring/scenario-parts.js";
import type { Scenario } from "../../../scenario/authoring/scenario-types.js";
import { nameInMix } from "../../../scenario/iteration/mixed-user.js";
import type { ScenarioUserOptions } from "../../../scenario/iteration/scenario-user.js";
import { NodeRows, type NodeRowsOptions } from "../rows/node-rows.js";

/** What a node's users are made from. */
export interface ScenarioUsersOptions extends Pick<NodeRowsOptions, "clock" | "lease" | "rows" | "onWarning" | "signal"> {
  readonly assignment: Assignment;
  readonly scenario: Scenario;
  /** The result of `resolveConfig`. */
  readonly config: unknown;
}

/** Creates a node's users, each with its part of the mix, and their data. */
export function scenarioUsersOf(options: ScenarioUsersOptions): {
  readonly users: readonly ScenarioUserOptions[];
  readonly rows: NodeRows;
} {
  const { assignment, scenario, config, ...ports } = options;
  const { users, totalUsers, seed, routes, acceptStatus, strict, pools } = assignment;
  const parts = loadedParts({ scenario, config });
  const weights = parts.map(({ weight }) => weight);
  const mixed = mixUsers(weights, totalUsers, seed);
  const mine = Array.from({ length: users.count }, (_, at) => {
    const userId = users.first + at;
    return { userId, ...(mixed[userId - 1] ?? { part: 0, rank: userId }) };
  });
  const named = parts.map(({ name, scenario: own }) => ({ name, pools: Object.keys(own.data) }));
  const usersOf = (part: string | undefined) => mine.filter((user) => parts[user.part]?.name === part);
  const rows = new NodeRows({ ...ports, pools, seed, parts: named, usersOf });
  const given = parts.map((part, at) => ({
    scenario: part.scenario,
    config: part.config,
    part: part.name,
    setup: frozen(setupOf(assignment.setupValue, part.name)),
    throttles: throttlesOf(
      assignment.throttles.map(({ name }) => name),
      part.name,
    ),
    routes,
    acceptStatus: [...acceptStatus, ...ownAcceptStatus(part)],
    strict: strict || (part.name !== undefined && part.scenario.defaults.strict === true),
    rows: rows.portOf(named[at] ?? { name: part.name, pools: [] }),
  }));
  return {
    rows,
    users: mine.flatMap(({ userId, part }) => {
      const of = given[part];
      return of === undefined ? [] : [{ ...of, userId, randomOf: (at, scope) => seededRandom(seed, userId, at, scope) }];
    }),
  };
}

/** The statuses that a part of a mix accepts. Those of a scenario that runs alone are among the run's options. */
function ownAcceptStatus({ name, scenario }: LoadedPart): readonly AcceptedStatus[] {
  return name === undefined ? [] : (parseAcceptedStatus(scenario.defaults.acceptStatus ?? []) ?? []);
}

function setupOf(value: unknown, part: string | undefined): unknown {
  if (part === undefined) return value;
  const values = (value ?? {}) as Readonly<Record<string, unknown>>;
  return Object.hasOwn(values, part) ? values[part] : undefined;
}

/** A part's throttles, by the names in its own scenario. */
function throttlesOf(names: readonly string[], part: string | undefined): readonly string[] {
  if (part === undefined) return names;
  const prefix = nameInMix(part, "");
  return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

/** Frozen deeply, as all users of a node share it. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const item of Object.values(value)) frozen(item);
  return Object.freeze(value);
}
