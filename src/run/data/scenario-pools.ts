import { LiveLoadError } from "../../base/errors.js";
import { formatCount } from "../../base/numbers.js";
import { mixUsers, moreMixUsers } from "../../load/mix-shares.js";
import { partsOf } from "../../scenario/authoring/scenario-parts.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";
import { nameInMix } from "../../scenario/iteration/mixed-user.js";
import { DataPools, type LoadedPool } from "./data-pools.js";
import { readPool } from "./read-pool.js";

/** Where a scenario's pools are read from, and for how many users. */
export interface PoolUsers {
  /** Folder of the scenario's file. */
  readonly folder: string;
  readonly cwd: string;
  readonly users: number;
  readonly backgroundUsers: number;
  readonly seed: number;
}

/**
 * Reads all data pools of a scenario. Rejects with `SCENARIO_LOAD_FAILED`, or with `INVALID_OPTION` when a pool of unique
 * rows per user has fewer rows than there are users.
 */
export async function readPools(
  scenario: Scenario,
  { folder, cwd, users, backgroundUsers, seed }: PoolUsers,
): Promise<DataPools> {
  const parts = partsOf(scenario);
  const weights = parts.map(({ weight }) => weight);
  const first = mixUsers(weights, users, seed);
  const mixed = [...first, ...moreMixUsers(first, weights, users + backgroundUsers)];
  const pools: LoadedPool[] = [];
  for (const [at, part] of parts.entries()) {
    const ofPart = mixed.filter((user) => user.part === at).length;
    for (const [own, spec] of Object.entries(part.scenario.data)) {
      const name = nameInMix(part.name, own);
      const rows = await readPool({ name, spec, folder, cwd });
      if (spec.mode === "unique" && spec.per === "user" && rows.length < ofPart) throw tooFew(name, rows.length, ofPart);
      pools.push({ name, mode: spec.mode, per: spec.per, rows });
    }
  }
  return new DataPools(pools);
}

function tooFew(pool: string, rows: number, users: number): LiveLoadError {
  const message = `the data pool ${JSON.stringify(pool)} has ${formatCount(rows, "row")}, one for each user at most, and there are ${formatCount(users, "user")}`;
  return new LiveLoadError("INVALID_OPTION", message, {
    hint: 'add rows, take fewer users, or let users share them with mode "recycle"',
    details: { option: `data.${pool}`, value: rows, allowed: `at least ${users}` },
  });
}
