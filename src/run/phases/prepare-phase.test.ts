import { describe, expect, it } from "vitest";
import type { ClusterNode } from "../../cluster/nodes/cluster-node.js";
import { preparePhase } from "./prepare-phase.js";
import type { RunState } from "./run-state.js";

describe("preparePhase", () => {
  it("gives a node the time of config beside that of its browser and users", async () => {
    const times: number[] = [];
    const node = { share: { users: { first: 1, count: 3 } }, isBackground: false } as ClusterNode;
    const state = {
      loaded: { pools: { sharedBy: () => {} }, options: { values: { setupTimeout: 300_000 } } },
      cluster: {
        everyone: [node],
        prepare: async (_assignmentOf: unknown, timeoutMsOf: (of: ClusterNode) => number) => void times.push(timeoutMsOf(node)),
      },
    };
    await preparePhase.run(state as unknown as RunState);
    expect(times).toEqual([300_000 + 60_000 + 3 * 2000]);
  });
});
