import { LiveLoadError } from "../../base/errors.js";
import { formatCount } from "../../base/numbers.js";
import { mixUsers, moreMixUsers } from "../../load/mix-shares.js";
import { partsOf } from "../../scenario/authoring/scenario-parts.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";
import { nameInMix } from "../../scenario/iteration/mixed-user.js";
import type { DataPools } from "./data-pools.js";

/** A scenario, its pools, and how many users it had at first and after each growth, background users included. */
export interface GrowingScenario {
  readonly scenario: Scenario;
  readonly pools: Pick<DataPools, "assigned">;
  readonly seed: number;
  /** The users in browsers that the load began with: they come first. */
  readonly users: number;
  readonly totals: readonly number[];
}

/** Throws `CHANGE_REFUSED` when a pool with a row of its own for each user has too few rows for so many. */
export function checkRowsForUsers({ scenario, pools, seed, users, totals }: GrowingScenario): void {
  const parts = partsOf(scenario);
  const weights = parts.map(({ weight }) => weight);
  let mixed = mixUsers(weights, users, seed);
  for (const total of totals) mixed = [...mixed, ...moreMixUsers(mixed, weights, total)];
  for (const { name, mode, per, size } of pools.assigned) {
    const part = parts.findIndex((one) => Object.keys(one.scenario.data).some((own) => nameInMix(one.name, own) === name));
    const needed = mixed.filter((user) => user.part === part).length;
    if (mode !== "unique" || per !== "user" || needed <= size) continue;
    throw new LiveLoadError(
      "CHANGE_REFUSED",
      `the data pool ${JSON.stringify(name)} has ${formatCount(size, "row")}, one for each user at most, and there would be ${formatCount(needed, "user")}`,
      { hint: "set fewer users", details: { pool: name, rows: size, users: needed } },
    );
  }
}
