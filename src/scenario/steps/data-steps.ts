import { suggest } from "../../base/wording/suggest.js";
import { keepAs } from "./arguments/as-option.js";
import { misfit, type StepCall, type StepDefinition } from "./step-call.js";

/** Steps that read the scenario's data pools. */
export const DATA_STEPS = {
  row: { perform: takeRow },
} as const satisfies Readonly<Record<string, StepDefinition>>;

async function takeRow(call: StepCall): Promise<unknown> {
  const { iteration } = call;
  const pool = poolOf(call);
  call.describe({ target: pool });
  const { name, timeoutMs, values } = await call.options(1, ["as"]);
  call.describe({ name });
  const limitMs = timeoutMs ?? iteration.ports.commandTimeoutMs;
  const row = await iteration.uncounted((signal) => iteration.rows.take(pool, { timeoutMs: limitMs, signal }));
  if (row === undefined) iteration.end({ kind: "usedUp", pool });
  iteration.throwIfEnded();
  if (values.as !== undefined) await keepAs(call, values.as, row);
  return row;
}

function poolOf({ args, resolved, iteration }: StepCall): string {
  const [pool] = args;
  if (typeof pool !== "string") throw new TypeError(misfit({ name: "pool", allowed: "the name of a data pool" }, pool));
  resolved.push(pool);
  const { pools } = iteration.user.rows;
  if (pools.includes(pool)) return pool;
  const known = pools.length === 0 ? "the scenario declares none" : `${suggest(pool, pools)} (declared: ${pools.join(", ")})`;
  throw new Error(`there is no data pool ${JSON.stringify(pool)}; ${known}`);
}
