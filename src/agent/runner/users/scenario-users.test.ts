import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../test/fixtures/fake-clock.js";
import type { Assignment } from "../../../protocol/messages.js";
import { csv } from "../../../scenario/authoring/data-pool.js";
import { defineScenario } from "../../../scenario/authoring/define-scenario.js";
import { MIXING, mix } from "../../../scenario/authoring/mix.js";
import { scenarioUsersOf } from "./scenario-users.js";

const part = (name: string, more: object = {}) => defineScenario({ name, run: (context) => context.halt(), ...more });
const MIXED = MIXING.join(mix("shop", { "browse.ts": 3, "buy.ts": 1 }), [
  part("b", { acceptStatus: ["4xx", 503], strict: true }),
  part("y", { data: { people: csv("people.csv", { mode: "unique", per: "user" }) } }),
]);

/** The users of a node that has some of 40 users. */
function usersOf(first: number, count: number, given: Partial<Assignment> = {}) {
  const assignment: Assignment = {
    runId: "r",
    scenarioName: "shop",
    bundle: { path: "/b", sha256: "0".repeat(64), sizeBytes: 1 },
    assets: [],
    options: {},
    pools: [{ name: "buy: people", mode: "unique", per: "user", size: 10 }],
    totalUsers: 40,
    backgroundUsers: 0,
    users: { first, count },
    ordinals: { offset: 0, stride: 1 },
    plan: { kind: "closed", version: 1, initialUsers: 40, stages: [] },
    iterationTimeoutMs: 1,
    commandTimeoutMs: 1,
    setupTimeoutMs: 60_000,
    onFailure: "replace",
    seed: 5,
    browser: { connection: "fake", headed: false },
    routes: [],
    acceptStatus: [],
    strict: false,
    evidence: "off",
    trace: false,
    recycleAfter: 0,
    throttles: ["browse: pace", "buy: pace", "buy: tills"].map((name) => ({ name, held: false })),
    batchIntervalMs: 1,
    setupValue: { buy: { token: "t" } },
    ...given,
  };
  const asked: number[] = [];
  const clock = new FakeClock();
  const made = scenarioUsersOf({
    assignment,
    scenario: MIXED,
    config: ["for browsing", "for buying"],
    clock,
    signal: new AbortController().signal,
    lease: async () => ({ rows: [], usedUp: true }),
    rows: async ({ indexes }) => {
      asked.push(...indexes);
      return { rows: indexes.map((id) => ({ id })) };
    },
    onWarning: () => {},
  });
  return { ...made, asked, clock };
}

describe("a node's users of a mix", () => {
  it("belong to the same parts however many nodes there are, exactly in proportion", () => {
    const partsOf = (...nodes: [number, number][]) =>
      nodes.flatMap(([first, count]) => usersOf(first, count).users.map((user) => [user.userId, user.part]));
    const all = partsOf([1, 40]);
    expect(all.filter(([, name]) => name === "buy")).toHaveLength(10);
    expect(partsOf([1, 7], [8, 1], [9, 32])).toEqual(all);
  });

  it("follow the weights over all users when there are background users, whose ids and rows come after", async () => {
    const pools: Assignment["pools"] = [{ name: "buy: people", mode: "unique", per: "user", size: 20 }];
    const all = [usersOf(1, 40, { backgroundUsers: 40, pools }), usersOf(41, 40, { backgroundUsers: 40, pools })] as const;
    const ofPart = ({ users }: (typeof all)[number]) => users.filter(({ part }) => part === "buy");
    expect(all.map((node) => ofPart(node).length)).toEqual([10, 10]);
    expect(all[0].users).toMatchObject(usersOf(1, 40).users.map(({ userId, part }) => ({ userId, part })));
    expect(all[1].users[0]?.userId).toBe(41);
    for (const { rows, clock } of all) {
      const fetched = rows.fetchFirst();
      await clock.advance(10);
      await fetched;
    }
    expect([...all[0].asked, ...all[1].asked].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  it("have the config, setup, throttles and pools of their own part", () => {
    const { users } = usersOf(1, 40);
    expect(users.find((user) => user.part === "browse")).toMatchObject({
      config: "for browsing",
      setup: undefined,
      throttles: ["pace"],
      rows: { pools: [] },
    });
    const buyer = users.find((user) => user.part === "buy");
    expect(buyer).toMatchObject({
      config: "for buying",
      setup: { token: "t" },
      throttles: ["pace", "tills"],
      rows: { pools: ["people"] },
    });
    expect(Object.isFrozen(buyer?.setup)).toBe(true);
  });

  it("accept the statuses of the run and those of their own part", () => {
    const { users } = usersOf(1, 40, { acceptStatus: [500] });
    const acceptedBy = (name: string) => users.find((user) => user.part === name)?.acceptStatus;
    expect(acceptedBy("browse")).toEqual([500, "4xx", 503]);
    expect(acceptedBy("buy")).toEqual([500]);
  });

  it("are strict as the run or their own part says", () => {
    const strictOf = (given: Partial<Assignment>) => {
      const { users } = usersOf(1, 40, given);
      return ["browse", "buy"].map((name) => users.find((user) => user.part === name)?.strict);
    };
    expect(strictOf({})).toEqual([true, false]);
    expect(strictOf({ strict: true })).toEqual([true, true]);
  });

  it("get rows by their rank among the users of their part, on any node", async () => {
    const nodes = [usersOf(1, 20), usersOf(21, 20)];
    const asked = await Promise.all(
      nodes.map(async ({ rows, clock, asked: own }) => {
        const fetched = rows.fetchFirst();
        await clock.advance(10);
        await fetched;
        return own;
      }),
    );
    expect(asked.flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(asked.map(({ length }) => length)).toEqual(
      nodes.map(({ users }) => users.filter(({ part: name }) => name === "buy").length),
    );
  });

  it("draw the same numbers in the same iteration of a run with the same seed", () => {
    const draw = (first: number, at: number, seed: number) => usersOf(first, 1, { seed }).users[0]?.randomOf?.(at, "run")();
    expect(draw(7, 2, 5)).toBe(draw(7, 2, 5));
    expect(new Set([draw(7, 2, 5), draw(7, 3, 5), draw(8, 2, 5), draw(7, 2, 6)]).size).toBe(4);
  });
});
