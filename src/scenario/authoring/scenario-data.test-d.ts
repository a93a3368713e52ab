import type { Context } from "./context-types.js";
import { csv, json } from "./data-pool.js";
import { defineScenario } from "./define-scenario.js";
import { mix } from "./mix.js";
import { rate } from "./throttle-spec.js";

/*
 * Only type-checked: nothing here runs.
 */

type Equal<X, Y> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? true : false;
const same = <_T extends true>() => {};

// Data pools, setup and hooks: declared types are known in every function.
defineScenario({
  name: "data",
  assigns: { person: { name: "", email: "" }, any: undefined as unknown },
  config: (options) => ({ baseUrl: options.baseUrl ?? "http://x" }),
  throttles: () => [rate("pace", 1)],
  data: {
    people: csv("people.csv", { mode: "unique", columns: ["name", "email"] }),
    loose: csv("loose.csv"),
    orders: json<{ readonly id: number; readonly lines: readonly string[] }>("orders.json", { mode: "random", per: "user" }),
    raw: json("raw.json"),
  },
  setup: async (config) => ({ token: config.baseUrl, ids: [1, 2] }),
  teardown: (config, setup) => {
    same<Equal<typeof config, { baseUrl: string }>>();
    same<Equal<typeof setup, { token: string; ids: number[] }>>();
  },
  beforeUser: (context, userId, config) => {
    same<Equal<typeof userId, number>>();
    return context.navigate(`${config.baseUrl}/login?${context.setup.token}`).throttle("pace");
  },
  afterUser: async (context) => {
    const { email } = await context.row("people");
    same<Equal<typeof email, string>>();
  },
  run: async (context) => {
    const person = await context.row("people");
    same<Equal<typeof person, Readonly<Record<"name" | "email", string>>>>();
    const order = await context.click("#a").row("orders", { timeout: "1s" });
    same<Equal<typeof order, Readonly<{ readonly id: number; readonly lines: readonly string[] }>>>();
    const loose = await context.step("group", (group) => group.row("loose"));
    same<Equal<typeof loose, Readonly<Record<string, string>>>>();
    const raw = await context.row("raw");
    same<Equal<typeof raw, Readonly<Readonly<Record<string, unknown>>>>>();
    same<Equal<typeof context.setup, { token: string; ids: number[] }>>();
    same<Equal<ReturnType<typeof context.random>, number>>();
    context.row("people", { as: "person" }).row("people", { as: ({ email }) => ({ any: email }) });
    context.navigate((state) => `/${Math.floor(state.random() * 10)}/${state.assigns.person.email}`);
    // @ts-expect-error no such pool
    context.row("poeple");
    // @ts-expect-error person cannot hold an order
    context.row("orders", { as: "person" });
    // @ts-expect-error no such column
    void person.phone;
    // @ts-expect-error setup has no such key
    void context.setup.tokens;
    // @ts-expect-error no such throttle, after a row either
    context.row("people").throttle("peace");
  },
});
defineScenario({
  name: "none",
  run: (context) => {
    same<Equal<typeof context.setup, undefined>>();
    // @ts-expect-error no pools, no rows
    return context.row("people");
  },
});
// @ts-expect-error no such mode
csv("people.csv", { mode: "once" });
// @ts-expect-error a pool is made by csv or json
defineScenario({ name: "x", data: { people: "people.csv" }, run: (context) => context.halt() });
mix("shop", { "browse.scenario.ts": 8, "buy.scenario.ts": 2 }, { users: 10, thresholds: ["failed_steps: count<1"] });
// @ts-expect-error a weight is a number
mix("shop", { "browse.scenario.ts": "8" });

// A helper that takes any context also takes the context of a scenario with data and setup.
const open = (c: Context) => c.navigate("/");
defineScenario({
  name: "helped",
  data: { people: csv("people.csv", { columns: ["name"] }) },
  setup: () => ({ a: 1 }),
  run: (context) => open(context).click("#a"),
});
