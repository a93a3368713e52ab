import type { DetailedNode } from "../../pages/shown-result.js";
import type { RunResult } from "../../result/model.js";

/** A step, page, interaction or endpoint of a run under way: what is known of it beyond its figures. */
export interface LiveDetail {
  /** The values at `CURVE_QUANTILES`. */
  readonly curve: readonly number[];
  readonly series?: NonNullable<RunResult["dimensionSeries"]>[string][string];
  readonly byNode?: NonNullable<RunResult["byNode"]>[string][string];
}

/** A node of a run under way, or a process of background users. */
export interface LiveNodeDetail extends DetailedNode {
  readonly isBackground: boolean;
}

/** Answers what somebody who watches a run wants to see more of. It costs nothing unless it is asked. */
export interface LiveLook {
  /** `undefined` when nothing was measured of it. */
  detail(metric: string, value: string): LiveDetail | undefined;
  /** `undefined` when the node has measured nothing. */
  node(name: string): LiveNodeDetail | undefined;
  /** A file of kept evidence by its path; `undefined` for any other path. */
  evidence(path: string): Promise<Uint8Array | undefined>;
}
