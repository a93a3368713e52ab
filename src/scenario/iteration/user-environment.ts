import type { UserFunction } from "../authoring/scenario-types.js";
import type { IterationScope, RowPort } from "./iteration-ports.js";
import type { UserAssigns } from "./user-assigns.js";

/** What an iteration knows of its user and scenario. */
export interface UserEnvironment {
  readonly userId: number;
  readonly config: unknown;
  /** Names of the scenario's throttles. */
  readonly throttles: readonly string[];
  readonly routes: readonly string[];
  /** Whether a document that was answered with this status, from 400 on, is a page as good as any other. */
  readonly acceptsStatus: (status: number) => boolean;
  readonly assigns: UserAssigns;
  /** What the scenario's `setup` returned. */
  readonly setup: unknown;
  readonly rows: RowPort;
  /** A stream of numbers from 0 to below 1 that is an iteration's own. */
  readonly randomOf: (iteration: number, scope: IterationScope) => () => number;
}

/** Which iteration it is, or which hook, and the code of it. */
export interface IterationIdentity {
  readonly iteration: number;
  readonly scope: IterationScope;
  readonly run: UserFunction;
}
