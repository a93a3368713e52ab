import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import type { ClusterNode, NodeEvents } from "../../cluster/nodes/cluster-node.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import type { RunState } from "../phases/run-state.js";
import type { LiveNodes } from "./live-picture.js";
import { watchBoot } from "./watch-boot.js";

function watching() {
  const clock = new FakeClock();
  const told: LiveNodes[] = [];
  const statuses: string[] = [];
  const ports = { onNodes: (nodes: LiveNodes) => told.push(nodes), host: { clock } };
  const state = { ports, aggregate: new RunAggregate(), start: undefined as unknown };
  const events = { onStatus: (_node: ClusterNode, status: string) => statuses.push(status) } as unknown as NodeEvents;
  return { clock, told, statuses, state, events: watchBoot(state as unknown as RunState, events) };
}

const node = (name: string, status: string, host?: ClusterNode) =>
  ({ name, status, host, isReachable: true, users: 0 }) as ClusterNode;

describe("nodes while they boot", () => {
  it("are told at most twice a second, whatever their number, and no longer once the load has begun", async () => {
    const { clock, told, statuses, state, events } = watching();
    for (let at = 0; at < 300; at++) events.onStatus(node(`n${at}`, "launching"), "launching");
    for (let at = 0; at < 200; at++) events.onStatus(node(`n${at}`, "joined"), "joined");
    await clock.advance(500);
    expect(told.map(({ total, joined, shown }) => [total, joined, shown.length])).toEqual([[300, 200, 50]]);
    events.onStatus(node("n200", "failed"), "failed");
    await clock.advance(500);
    expect(told.at(-1)?.shown[0]).toMatchObject({ name: "n200", status: "failed" });
    state.start = {};
    events.onStatus(node("n0", "running"), "running");
    await clock.advance(2000);
    expect(told).toHaveLength(2);
    expect(statuses).toHaveLength(502);
  });

  it("count once, without the attempts that failed and without processes of background users", async () => {
    const { clock, told, statuses, events } = watching();
    const tell = (made: ClusterNode) => events.onStatus(made, made.status);
    const [first, late] = [node("n1", "joined"), node("n2", "failed")];
    for (const made of [first, late]) tell(made);
    await clock.advance(500);
    expect(told.at(-1)).toMatchObject({ total: 2, joined: 1 });
    for (const made of [node("n2-2", "launching"), node("n2-2", "joined")]) tell(made);
    tell(node("n1-crowd-1", "joined", first));
    await clock.advance(500);
    expect(told.at(-1)).toMatchObject({ total: 2, joined: 2 });
    expect(statuses).toHaveLength(5);
  });
});
