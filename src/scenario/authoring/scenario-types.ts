import type { DurationInput, DurationText } from "../../base/duration.js";
import type { RateText } from "../../base/rate.js";
import type { Assigns, Given } from "../steps/step-options.js";
import type { AcceptedStatus } from "./accepted-status.js";
import type { Context } from "./context-types.js";
import type { DataPool, PoolSpec } from "./data-pool.js";
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
  /** Linear changes of the number of users, or of the rate, in place of `duration`. */
  readonly stages?: readonly StageInput[] | undefined;
  /** Start iterations at this rate, such as `"20/s"`, whether or not earlier ones have ended. Needs `maxUsers`. */
  readonly rate?: RateText | undefined;
  /** Users that there are for the iterations of a rate. */
  readonly maxUsers?: number | undefined;
  /** How long an iteration of a rate waits for a free user before it is dropped. Default 10 s. */
  readonly maxLateness?: DurationInput | undefined;
  /** How long one iteration may take; think time and waits for throttles do not count. */
  readonly iterationTimeout?: DurationInput | undefined;
  /** How long one step may take. */
  readonly commandTimeout?: DurationInput | undefined;
  /** How long `setup` and `teardown` may take, each. */
  readonly setupTimeout?: DurationInput | undefined;
  /** What follows a failed iteration: the user goes on with a fresh context, with the same, or ends. */
  readonly onFailure?: "replace" | "continue" | "stop" | undefined;
  /** Give each user a fresh browser context, with its cookies and storage, after so many iterations. Default: never. */
  readonly recycleAfter?: number | undefined;
  /** What must hold for the run to pass, e.g. `"step_duration: p(95)<500"`. */
  readonly thresholds?: readonly ThresholdInput[] | undefined;
  /** Share of iterations that may fail: 0 to 1, or `"5%"`. */
  readonly maxFailureRate?: Share | undefined;
  /** Share of the load that may be lost with nodes: 0 to 1, or `"5%"`. */
  readonly lostLoadTolerance?: Share | undefined;
  /** Statuses from 400 on with which documents fail no step: `404`, `"4xx"`, `"5xx"`, or a list. Default: none. */
  readonly acceptStatus?: AcceptedStatus | readonly AcceptedStatus[] | undefined;
  /** Patterns that name pages in the result, e.g. `/shop/:slug`; tried before ids are recognised. */
  readonly routes?: readonly string[] | undefined;
  /** Size of every user's page in CSS pixels: `"1280x720"`, or as an object. */
  readonly viewport?: { readonly width: number; readonly height: number } | `${number}x${number}` | undefined;
  /** The language that every user's browser asks for and formats in, such as `"de-DE"`. */
  readonly locale?: string | undefined;
  /** Headers that are sent with every request of every page, to any site. */
  readonly extraHeaders?: Readonly<Record<string, string>> | undefined;
  /** Open sites whose certificate is not trusted. Default `false`. */
  readonly ignoreCertificateErrors?: boolean | undefined;
  /** What to answer when the site asks for a name and a password (basic authentication). Never shown. */
  readonly httpCredentials?: { readonly username: string; readonly password: string } | `${string}:${string}` | undefined;
}

/** A stage of the load: `"30s:10"` users, `"30s:20/s"`, or the same as an object. */
export type StageInput =
  | `${DurationText}:${number}`
  | `${DurationText}:${RateText}`
  | { readonly duration: DurationInput; readonly users: number }
  | { readonly duration: DurationInput; readonly rate: RateText };

/** A share: 0 to 1, or `"5%"`. */
export type Share = number | `${number}%`;

/** What must hold: `"step_duration: p(95)<500"`, `"iterations{failed}: share<1%"`. */
export type ThresholdText = `${string}:${string}${"<" | ">" | "==" | "!="}${string}`;

/** A threshold: an expression, or one that can end the run. */
export type ThresholdInput =
  | ThresholdText
  | {
      readonly threshold: ThresholdText;
      /** End the run as soon as it does not hold. Default `false`. */
      readonly abortOnFail?: boolean | undefined;
      /** Time from the start before which `abortOnFail` is not judged. Default 0. */
      readonly delayAbortEval?: DurationInput | undefined;
    };

/**
 * What a scenario is made of: A is the type of its users' `assigns`, N the names of its throttles, C what `config`
 * returns, R the rows of its data pools by name, S what `setup` returns. Put `run` last: TypeScript takes the types from
 * what stands before it.
 */
export interface ScenarioSpec<A extends object, N extends string, C, R extends object, S> extends ScenarioDefaults {
  /** Names the run and, as letters, digits and dashes, what is created for it. */
  readonly name: string;
  /** Each user's state: the initial value, of which each user has its own copy, and with it the type. */
  readonly assigns?: A | undefined;
  /** Makes of the `--option`s what `run` needs. Called once on the controller, to check it, and once on each node. */
  readonly config?: ((options: Options) => C | PromiseLike<C>) | undefined;
  /** The throttles of the whole cluster. Called once, on the controller. */
  readonly throttles?: ((config: C) => readonly Throttle<N>[]) | undefined;
  /** Rows of data for `row`, by the name of their pool: `{ people: csv("./people.csv", { mode: "unique" }) }`. */
  readonly data?: { readonly [K in keyof R]: DataPool<R[K]> } | undefined;
  /**
   * Called once per run, on the controller, before anything is started. What it returns is JSON, and comes to every user
   * as `context.setup`. An error ends the run with `SETUP_FAILED`.
   */
  readonly setup?: ((config: C) => S | PromiseLike<S>) | undefined;
  /**
   * Called once, on the controller, when the run is over, also when it failed or was interrupted; not when `setup` did
   * not come to its end.
   */
  readonly teardown?: ((config: C, setup: S) => unknown) | undefined;
  /** What a user does once, before its first `run`, and again with each new browser context: it logs in. */
  readonly beforeUser?: ((context: Context<A, N, Given<R, S>>, userId: number, config: C) => unknown) | undefined;
  /** What a user does once, after its last `run`. */
  readonly afterUser?: ((context: Context<A, N, Given<R, S>>, userId: number, config: C) => unknown) | undefined;
  /** What a user does, again and again. */
  readonly run: (context: Context<A, N, Given<R, S>>, userId: number, config: C) => unknown;
}

/** What a user of a scenario does: `run`, or one of the hooks around all of its calls. */
export type UserFunction = (context: Context, userId: number, config: unknown) => unknown;

/** A scenario as `defineScenario` or `mix` made it. Frozen; export it as the module's default. */
export interface Scenario {
  readonly name: string;
  /** What the scenario says about its own load, as it was written. */
  readonly defaults: ScenarioDefaults;
  /** Initial state of each user: a copy that nobody else has. */
  readonly assigns: Readonly<Assigns>;
  readonly config: ((options: Options) => unknown) | undefined;
  readonly throttles: ((config: unknown) => unknown) | undefined;
  readonly data: Readonly<Record<string, PoolSpec>>;
  readonly setup: ((config: unknown) => unknown) | undefined;
  readonly teardown: ((config: unknown, setup: unknown) => unknown) | undefined;
  readonly beforeUser: UserFunction | undefined;
  readonly afterUser: UserFunction | undefined;
  readonly run: UserFunction;
  /** Of a mix: the files of its parts, and how the users are shared out. */
  readonly mix: readonly MixedFile[];
  /** Of a mix, once it was put together with its parts: these, in the order of `mix`. */
  readonly parts: readonly MixedPart[];
}

/** A part of a mix, as the mix names it. */
export interface MixedFile {
  /** Relative to the mix's file. */
  readonly file: string;
  readonly weight: number;
}

/** A part of a mix, with its scenario. */
export interface MixedPart extends MixedFile {
  /** What its steps, groups and checks are prefixed with in the report. */
  readonly name: string;
  readonly scenario: Scenario;
}
