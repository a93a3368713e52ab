import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { CONTROLLER_NOTIFICATIONS } from "../../protocol/messages.js";
import { parallelism, rate } from "../../scenario/authoring/throttle-spec.js";
import { ThrottleDesk, type ThrottledNode } from "./throttle-desk.js";

const demand = (given: object) => ({ wants: 0, gaveUp: 0, received: 0, used: 0, returned: 0, released: 0, ...given });

/** A node whose clock is 1000 ms ahead of the controller's. */
class FakeNode {
  isReachable = true;
  status: ThrottledNode["status"] = "running";
  measured = 0;
  readonly got: unknown[] = [];

  notifyRunner(_name: "throttle.grants", grants: unknown): void {
    this.got.push(grants);
  }

  toNodeTime(ms: number): number {
    return ms + 1000;
  }

  async measureOffset(): Promise<void> {
    this.measured += 1;
  }
}

function deskOf() {
  const clock = new FakeClock();
  const desk = new ThrottleDesk(clock, [rate("orders", "10/s").spec, parallelism("seats", 1).spec]);
  return { clock, desk, node: new FakeNode(), other: new FakeNode() };
}

describe("the controller's desk for throttles", () => {
  it("grants in the node's time once the load has begun, and no further ahead than necessary", async () => {
    const { clock, desk, node } = deskOf();
    desk.heard(node, [demand({ wants: 4 }), demand({})]);
    expect(node.got).toEqual([]);
    const t0Ms = clock.now();
    desk.begin(t0Ms);
    const dueMs = [0, 100, 200].map((due) => t0Ms + due + 1000);
    expect(node.got).toEqual([{ throttle: 0, first: 0, dueMs }]);
    await clock.advance(200);
    expect(node.got.slice(1)).toEqual([{ throttle: 0, first: 3, dueMs: [expect.closeTo(t0Ms + 1300, 6)] }]);
  });

  it("sends at most as many grants at once as a message holds", () => {
    const clock = new FakeClock();
    const [desk, node] = [new ThrottleDesk(clock, [parallelism("seats", 25_000).spec]), new FakeNode()];
    desk.begin(clock.now());
    desk.heard(node, [demand({ wants: 24_000 })]);
    const got = node.got as { readonly first: number; readonly dueMs: readonly number[] }[];
    expect(got.map(({ first, dueMs }) => [first, dueMs.length])).toEqual([
      [0, 10_000],
      [10_000, 10_000],
      [20_000, 4000],
    ]);
    for (const grants of got) expect(() => CONTROLLER_NOTIFICATIONS["throttle.grants"].parse(grants)).not.toThrow();
  });

  it("resends what a node may have missed", async () => {
    const { clock, desk, node } = deskOf();
    desk.begin(clock.now());
    node.isReachable = false;
    desk.heard(node, [demand({}), demand({ wants: 1 })]);
    expect(node.got).toEqual([]);
    node.isReachable = true;
    desk.resumed(node);
    expect(node.got).toEqual([{ throttle: 1, first: 0, dueMs: [clock.now() + 1000] }]);
  });

  it("reassigns the leases of a lost node once they have certainly ended", async () => {
    const { clock, desk, node, other } = deskOf();
    desk.begin(clock.now());
    desk.heard(node, [demand({}), demand({ wants: 1 })]);
    desk.heard(other, [demand({}), demand({ wants: 1 })]);
    node.status = "lost";
    desk.lost(node);
    desk.heard(node, [demand({}), demand({ wants: 9 })]);
    await clock.advance(14_000);
    expect(other.got).toEqual([]);
    await clock.advance(1100);
    expect(other.got).toHaveLength(1);
  });

  it("measures the nodes' clocks until the load is over", async () => {
    const { clock, desk, node } = deskOf();
    desk.begin(clock.now());
    desk.heard(node, [demand({}), demand({})]);
    await clock.advance(60_000);
    await clock.advance(60_000);
    expect(node.measured).toBe(2);
    desk.end();
    await clock.advance(600_000);
    expect(node.measured).toBe(2);
  });
});
