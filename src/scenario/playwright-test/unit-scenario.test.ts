import { expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { FakePagePort } from "../../../test/fixtures/fake-page-port.js";
import { RecordingObserver } from "../../../test/fixtures/play.js";
import type { Scenario } from "../authoring/scenario-types.js";
import type { IterationPorts } from "../iteration/iteration-ports.js";
import { createScenarioUser } from "../iteration/scenario-user.js";
import { PLAYWRIGHT_TEST, SPECS } from "./test-module.js";

type Body = (fixtures: object, info: { readonly title: string }) => unknown;
type Declare = (title: string, body: Body) => void;
type Hook = (body: Body) => void;

const test = PLAYWRIGHT_TEST.test as Declare & {
  readonly describe: Declare & { readonly serial: Declare };
  readonly fail: { readonly only: Declare };
  readonly expect: typeof expect;
  readonly beforeAll: Hook;
  readonly afterAll: Hook;
};

/** The scenario of a spec with these modules. */
function scenarioOf(evaluate: () => unknown): Promise<Scenario> {
  const all = { name: "a", file: "a.spec.ts", projectName: "", use: {}, timeoutMs: 30_000, expectTimeoutMs: 1000 };
  return SPECS.load({ ...all, cwd: "/", assets: [] }, async () => {
    SPECS.begin("a.spec.ts");
    await evaluate();
  });
}

/** A user of it, on a page that can be replaced. */
function userOf(scenario: Scenario, userId: number) {
  const user = createScenarioUser({ scenario, userId, config: {} });
  const never = new AbortController().signal;
  const times = { clock: new FakeClock(), commandTimeoutMs: 1000, iterationTimeoutMs: 30_000 };
  const ports: IterationPorts = {
    ...times,
    page: new FakePagePort(),
    observer: new RecordingObserver(),
    endOfLoad: never,
    interrupt: never,
  };
  const on = (page = ports.page) => ({ ...ports, page });
  return {
    iterate: async (page?: FakePagePort) => (await user.runIteration(on(page))).failure?.message,
    hook: async (name: "beforeUser" | "afterUser") => (await user.runHook(name, on()))?.failure?.message,
  };
}

it("gives each user modules of its own, and new ones with a context that replaces another", async () => {
  const told: string[] = [];
  let loads = 0;
  const scenario = await scenarioOf(async () => {
    const load = ++loads;
    let count = 0;
    // Declarations of another user meanwhile must not get into these suites.
    await new Promise((done) => setImmediate(done));
    test("counts", () => void told.push(`load ${load}: ${++count}`));
  });
  const users = [1, 2, 3].map((userId) => userOf(scenario, userId));
  const all = () => Promise.all(users.map((user) => user.iterate()));
  expect([await all(), await all()]).toEqual(Array(2).fill([undefined, undefined, undefined]));
  expect(told.sort()).toEqual([1, 2, 3].flatMap((load) => [`load ${load}: 1`, `load ${load}: 2`]));
  await users[1]?.iterate(new FakePagePort());
  expect([loads, told.at(-1)]).toEqual([4, "load 4: 1"]);
});

it("fails the iteration of a user whose modules throw, or have other tests", async () => {
  let loads = 0;
  const scenario = await scenarioOf(() => {
    loads += 1;
    if (loads === 2) throw new Error("no token");
    test(`number ${loads === 3 ? 3 : 1}`, () => {});
  });
  expect(await userOf(scenario, 1).iterate()).toBeUndefined();
  const second = userOf(scenario, 2);
  expect(await second.iterate()).toBe("no token");
  expect(await second.iterate()).toContain('the test "number 1" was not found when the spec was loaded');
  expect(await second.iterate()).toBeUndefined();
});

it("runs the hooks of suites in a serial one in their turn, in each iteration", async () => {
  const story: string[] = [];
  const tell = (text: string) => () => void story.push(text);
  const hooks = (name: string) => {
    test.beforeAll(tell(`${name} begins`));
    test.afterAll((_none, info) => void story.push(`${name} ends after ${info.title}`));
  };
  const scenario = await scenarioOf(() => {
    test.describe
      .serial("outer", () => {
        hooks("outer");
        test("one", tell("one"));
        test.describe("inner", () => {
          hooks("inner");
          test("two", tell("two"));
          test("three", tell("three"));
        });
        test("four", tell("four"));
      });
  });
  const user = userOf(scenario, 1);
  await user.hook("beforeUser");
  for (const _ of [1, 2]) expect(await user.iterate()).toBeUndefined();
  expect(await user.hook("afterUser")).toBeUndefined();
  const iteration = ["one", "inner begins", "two", "three", "inner ends after three", "four"];
  expect(story).toEqual(["outer begins", ...iteration, ...iteration, "outer ends after four"]);
});

it("runs afterAll where there is no beforeAll, and that of an inner suite after a failure", async () => {
  const story: string[] = [];
  const scenario = await scenarioOf(() => {
    test.describe
      .serial("outer", () => {
        test("one", () => {});
        test.describe("inner", () => {
          test.afterAll(() => void story.push("inner ends"));
          test("two", () => {
            throw new Error("broken");
          });
        });
        test.afterAll(() => void story.push("outer ends"));
      });
  });
  const user = userOf(scenario, 1);
  await user.hook("beforeUser");
  expect(await user.iterate()).toBe("broken");
  await user.hook("afterUser");
  expect(story).toEqual(["inner ends", "outer ends"]);
});

it("runs test.fail.only alone, and gives each user's test.expect the matchers of its own modules", async () => {
  const told: unknown[] = [];
  let loads = 0;
  const scenario = await scenarioOf(() => {
    const load = ++loads;
    test.expect.extend({ toBeMine: (of: unknown) => ({ pass: of === load, message: () => "not mine" }) });
    test("is left out", () => void told.push("left out"));
    test.fail.only("is run", () => {
      (test.expect(load) as unknown as { toBeMine(): void }).toBeMine();
      told.push(load);
      throw new Error("expected");
    });
  });
  const users = [1, 2].map((userId) => userOf(scenario, userId));
  for (const user of [...users, ...users]) expect(await user.iterate()).toBeUndefined();
  expect(told).toEqual([1, 2, 1, 2]);
});
