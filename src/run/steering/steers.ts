import type { ClusterNode } from "../../cluster/nodes/cluster-node.js";
import type { LoadChange } from "../../result/model.js";
import type { ChangeRequest, SteeredBy } from "./steer-request.js";

/** What came of a request. */
export interface SteerOutcome {
  /** The change that was made; absent when the run was interrupted instead. */
  readonly change: LoadChange | undefined;
  readonly warnings: readonly string[];
}

/** Changes the load of a run while it runs. */
export interface Steers {
  /** Makes a change. Rejects with `CHANGE_REFUSED`. */
  apply(request: ChangeRequest, by: SteeredBy): Promise<SteerOutcome>;
  /** Tells a node that has reconnected what it may have missed. */
  resumed(node: ClusterNode): void;
  /** The load has ended. */
  end(): void;
}
