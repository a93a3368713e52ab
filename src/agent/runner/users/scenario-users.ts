import { seededRandom } from "../../../base/seeded-random.js";
import { type MixedUser, mixUsers, moreMixUsers } from "../../../load/mix-shares.js";
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

/** Users by id. */
type UserIds = Assignment["users"];

/** A node's users, and their data. */
export interface ScenarioUsers {
  readonly users: readonly ScenarioUserOptions[];
  readonly rows: NodeRows;
  /** More users of this node, when the cluster grows to `totalUsers`. Every node has to be asked for every growth, in order. */
  readonly grow: (totalUsers: number, users: UserIds) => readonly ScenarioUserOptions[];
}

/** Creates a node's users, each with its part of the mix, and their data. */
export function scenarioUsersOf(options: ScenarioUsersOptions): ScenarioUsers {
  const { assignment, scenario, config, ...ports } = options;
  const { users, totalUsers, backgroundUsers, seed, pools } = assignment;
  const parts = loadedParts({ scenario, config });
  const weights = parts.map(({ weight }) => weight);
  let mixed = usersOfBothKinds({ totalUsers, backgroundUsers }, weights, seed);
  const mine = ({ first, count }: UserIds) =>
    Array.from({ length: count }, (_, at) => {
      const userId = first + at;
      return { userId, ...(mixed[userId - 1] ?? { part: 0, rank: userId }) };
    });
  const named = parts.map(({ name, scenario: own }) => ({ name, pools: Object.keys(own.data) }));
  const ofPart = (all: readonly PlacedUser[], part: string | undefined) => all.filter((user) => parts[user.part]?.name === part);
  const first = mine(users);
  const rows = new NodeRows({ ...ports, pools, seed, parts: named, usersOf: (part) => ofPart(first, part) });
  const given = parts.map((part, at) => ({
    ...partOptions(part, assignment),
    rows: rows.portOf(named[at] ?? { name: part.name, pools: [] }),
  }));
  const optionsOf = (all: readonly PlacedUser[]) =>
    all.flatMap(({ userId, part }): readonly ScenarioUserOptions[] => {
      const of = given[part];
      return of === undefined ? [] : [{ ...of, userId, randomOf: (at, scope) => seededRandom(seed, userId, at, scope) }];
    });
  return {
    rows,
    users: optionsOf(first),
    grow: (total, more) => {
      mixed = [...mixed, ...moreMixUsers(mixed, weights, total)];
      const added = mine(more);
      rows.add((part) => ofPart(added, part));
      return optionsOf(added);
    },
  };
}

/** Background users bring the parts of all users close to the weights. */
function usersOfBothKinds(
  { totalUsers, backgroundUsers }: Pick<Assignment, "totalUsers" | "backgroundUsers">,
  weights: readonly number[],
  seed: number,
): readonly MixedUser[] {
  const mixed = mixUsers(weights, totalUsers, seed);
  return backgroundUsers === 0 ? mixed : [...mixed, ...moreMixUsers(mixed, weights, totalUsers + backgroundUsers)];
}

/** A user and its place in the mix. */
type PlacedUser = MixedUser & { readonly userId: number };

/** What all users of a part have in common. */
function partOptions(part: LoadedPart, { setupValue, throttles, routes, acceptStatus, strict }: Assignment) {
  return {
    scenario: part.scenario,
    config: part.config,
    part: part.name,
    setup: frozen(setupOf(setupValue, part.name)),
    throttles: throttlesOf(
      throttles.map(({ name }) => name),
      part.name,
    ),
    routes,
    acceptStatus: [...acceptStatus, ...ownAcceptStatus(part)],
    strict: strict || (part.name !== undefined && part.scenario.defaults.strict === true),
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
