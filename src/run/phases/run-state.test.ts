import { expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { SecondBuilder } from "../../../test/fixtures/results/synthetic-run.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import { RunState } from "./run-state.js";

it("keeps figures by node of the users in browsers only: nobody sees those of background users", () => {
  const given = { values: { trace: false } };
  const parts = { ports: { host: { clock: new FakeClock() } }, aggregate: new RunAggregate(), given };
  const { aggregate, background } = new RunState(parts as unknown as ConstructorParameters<typeof RunState>[0]);
  for (const measured of [aggregate, background])
    for (const node of ["a", "b"]) measured.addSeconds(node, [new SecondBuilder(0).sample("step_duration", "click", 5).build()]);
  expect(aggregate.valuesByNode().map(([metric]) => metric)).toEqual(["step_duration"]);
  expect(background.valuesByNode()).toEqual([]);
  expect(background.nodesOf("step_duration", "click")).toBeUndefined();
  expect(background.seriesOf("step_duration", "click")).toBeDefined();
});
