import type { DurationInput } from "../base/duration.js";
import type { Context } from "./context-types.js";
import type { Assigns } from "./step-options.js";
import type { Throttle } from "./throttle-spec.js";

/** What `--option key=value` gave; goes to the scenario's `config`. */
export interface Options {
  /** Where the site under test is. */
  readonly baseUrl?: string;
  readonly [key: string]: string | undefined;
}

/**
 * What a scenario says about its own load, as it was written. All of it ranks above the defaults and below the config
 * file, the environment and the command's flags.
 */
export interface ScenarioDefaults {
  /** Simulated users. */
  readonly users?: number | undefined;
  /** How long users start new iterations. */
  readonly duration?: DurationInput | undefined;
  /** The part of the duration over which users start. */
  readonly rampUp?: DurationInput | undefined;
  /** Linear changes of the number of users, in place of `users` and `duration`: `"30s:10"` or `{ duration, users }`. */
  readonly stages?: readonly (string | { readonly duration: DurationInput; readonly users: number })[] | undefined;
  /** How long one iteration may take; think time and waits for throttles do not count. */
  readonly iterationTimeout?: DurationInput | undefined;
  /** How long one step may take. */
  readonly commandTimeout?: DurationInput | undefined;
  /** What follows a failed iteration: the user goes on with a fresh context, with the same, or ends. */
  readonly onFailure?: "replace" | "continue" | "stop" | undefined;
  /** Give each user a fresh browser context, with its cookies and storage, after so many iterations. Default: never. */
  readonly recycleAfter?: number | undefined;
  /** What must hold for the run to pass, e.g. `"step_duration: p(95)<500"`. */
  readonly thresholds?: readonly ThresholdInput[] | undefined;
  /** Share of iterations that may fail: 0 to 1, or `"5%"`. */
  readonly maxFailureRate?: number | string | undefined;
  /** Share of the load that may be lost with nodes: 0 to 1, or `"5%"`. */
  readonly lostLoadTolerance?: number | string | undefined;
  /** Patterns that name pages in the result, e.g. `/shop/:slug`; tried before ids are recognised. */
  readonly routes?: readonly string[] | undefined;
  /** Size of every user's page in CSS pixels. */
  readonly viewport?: { readonly width: number; readonly height: number } | undefined;
}

/** A threshold: an expression, or one that can end the run. */
export type ThresholdInput =
  | string
  | {
      readonly threshold: string;
      /** End the run as soon as it does not hold. Default `false`. */
      readonly abortOnFail?: boolean | undefined;
      /** Time from the start before which `abortOnFail` is not judged. Default 0. */
      readonly delayAbortEval?: DurationInput | undefined;
    };

/**
 * What a scenario is made of: A is the type of its users' `assigns`, N the names of its throttles, C what `config`
 * returns. Put `run` last: TypeScript takes the types from what stands before it.
 */
export interface ScenarioSpec<A extends object, N extends string, C> extends ScenarioDefaults {
  /** Names the run and, as letters, digits and dashes, what is created for it. */
  readonly name: string;
  /** Each user's state: the initial value, of which each user has its own copy, and with it the type. */
  readonly assigns?: A | undefined;
  /** Makes of the `--option`s what `run` needs. Called once on the controller, to check it, and once on each node. */
  readonly config?: ((options: Options) => C | PromiseLike<C>) | undefined;
  /** The throttles of the whole cluster. Called once, on the controller. */
  readonly throttles?: ((config: C) => readonly Throttle<N>[]) | undefined;
  /** What a user does, again and again. */
  readonly run: (context: Context<A, N>, userId: number, config: C) => unknown;
}

/** A scenario as `defineScenario` made it. Frozen; export it as the module's default. */
export interface Scenario {
  readonly name: string;
  /** What the scenario says about its own load, as it was written. */
  readonly defaults: ScenarioDefaults;
  /** Initial state of each user: a copy that nobody else has. */
  readonly assigns: Readonly<Assigns>;
  readonly config: ((options: Options) => unknown) | undefined;
  readonly throttles: ((config: unknown) => unknown) | undefined;
  readonly run: (context: Context, userId: number, config: unknown) => unknown;
}
