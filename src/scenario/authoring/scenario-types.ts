import type { DurationInput, DurationText } from "../../base/duration.js";
import type { RateText } from "../../base/rate.js";
import type { BrowserOptions } from "../browser-options/browser-options.js";
import type { BrowserOptionsPerUser } from "../browser-options/written-browser-options.js";
import type { Assigns, Given } from "../steps/arguments/step-options.js";
import type { AcceptedStatus } from "./accepted-status.js";
import type { Context } from "./context-types.js";
import type { DataPool, PoolSpec } from "./data-pool.js";
import type { AnyDialogAnswer, DialogAnswer } from "./dialog-answer.js";
import type { HookStandIns } from "./hook-stand-in.js";
import type { BlockedRequests, NetworkInput } from "./network-options.js";
import type { SetUpMeans } from "./set-up-means.js";
import type { Throttle } from "./throttle-spec.js";

/** The values of `--option key=value`, as the scenario's `config` receives them. */
export interface Options {
  /** Address of the site under test. */
  readonly baseUrl?: string;
  readonly [key: string]: string | undefined;
}

/**
 * The load that a scenario declares for itself. These values override the built-in defaults; the config file, the
 * environment and the command's flags override them.
 */
export interface ScenarioDefaults extends BrowserOptionsPerUser {
  /** Number of virtual users. Default 1. */
  readonly users?: number | undefined;
  /** How long users start new iterations. Default 10 min. */
  readonly duration?: DurationInput | undefined;
  /** Ramp-up: the part of the duration over which users start. Default 0. */
  readonly rampUp?: DurationInput | undefined;
  /** Linear ramps of the number of users or of the arrival rate, instead of `duration`. Default: none. */
  readonly stages?: readonly StageInput[] | undefined;
  /** Arrival rate, such as `"20/s"`: iterations start at this rate whether or not earlier ones have ended. Needs `maxUsers`. */
  readonly rate?: RateText | undefined;
  /** With `rate`: the number of users that run its iterations. */
  readonly maxUsers?: number | undefined;
  /** With `rate`: how long an iteration waits for a free user before it is dropped. Default 10 s. */
  readonly maxLateness?: DurationInput | undefined;
  /** Users without a browser beside those who measure; they run the same scenario and load the site. Default 0. */
  readonly backgroundUsers?: number | undefined;
  /** Linear ramps of the number of background users or of their arrival rate. Default: none. */
  readonly backgroundStages?: readonly StageInput[] | undefined;
  /** Arrival rate of background users, such as `"200/s"`. `backgroundUsers` is then how many run its iterations. */
  readonly backgroundRate?: RateText | undefined;
  /** Timeout of an iteration. Think time and waits for throttles and rows do not count. Default 2 min. */
  readonly iterationTimeout?: DurationInput | undefined;
  /** Timeout of a step. Default 30 s. */
  readonly commandTimeout?: DurationInput | undefined;
  /** Timeout of `setup` and of `teardown`, each. Default 1 min. */
  readonly setupTimeout?: DurationInput | undefined;
  /**
   * What a user does after a failed iteration: go on with a fresh browser context (`"replace"`, the default), go on with the
   * same one (`"continue"`), or end (`"stop"`).
   */
  readonly onFailure?: "replace" | "continue" | "stop" | undefined;
  /** End each user after so many iterations; the duration is then only a limit. Default: until the duration is over. */
  readonly iterations?: number | undefined;
  /** Give each user a fresh browser context, with its cookies and storage, after this many iterations. Default: never. */
  readonly recycleAfter?: number | undefined;
  /** Conditions that must hold for the run to pass, such as `"step_duration: p(95)<500"`. Default: none. */
  readonly thresholds?: readonly ThresholdInput[] | undefined;
  /** Share of iterations that may fail: 0 to 1, or `"5%"`. Default 0.05. */
  readonly maxFailureRate?: Share | undefined;
  /** Share of the planned load that may be lost with nodes before the result is inconclusive. Default 0.05. */
  readonly lostLoadTolerance?: Share | undefined;
  /** Error statuses of documents that do not fail a step: `404`, `"4xx"`, `"5xx"`, or a list. Default: none. */
  readonly acceptStatus?: AcceptedStatus | readonly AcceptedStatus[] | undefined;
  /**
   * Fail a step whose selector matches several elements, as Playwright's locators do. Default `false`: the first one is used.
   */
  readonly strict?: boolean | undefined;
  /** Patterns that name pages in the result, such as `/shop/:slug`. They go before the recognition of ids. Default: none. */
  readonly routes?: readonly string[] | undefined;
  /**
   * Requests not to send: URLs, globs such as `"**\/analytics/**"`, regular expressions, resource types such as `"image"`, or
   * `"third-party"`. Default: none.
   */
  readonly block?: BlockedRequests | readonly BlockedRequests[] | undefined;
  /** Slow every user's network down: `"4g"`, `"slow-3g"` …, or figures of your own. Default: not slowed down. */
  readonly network?: NetworkInput | undefined;
}

/** A linear ramp to a number of users (`"30s:10"`) or to an arrival rate (`"30s:20/s"`), as text or as an object. */
export type StageInput =
  | `${DurationText}:${number}`
  | `${DurationText}:${RateText}`
  | { readonly duration: DurationInput; readonly users: number }
  | { readonly duration: DurationInput; readonly rate: RateText };

/** A share: a number from 0 to 1, or a percentage such as `"5%"`. */
export type Share = number | `${number}%`;

/** A threshold as text: `"step_duration: p(95)<500"`, `"iterations{failed}: share<1%"`. */
export type ThresholdText = `${string}:${string}${"<" | ">" | "==" | "!="}${string}`;

/** A threshold, as text or with options. */
export type ThresholdInput =
  | ThresholdText
  | {
      readonly threshold: ThresholdText;
      /** Abort the run as soon as the threshold does not hold. Default `false`. */
      readonly abortOnFail?: boolean | undefined;
      /** How long after the start `abortOnFail` begins to be evaluated. Default 0. */
      readonly delayAbortEval?: DurationInput | undefined;
    };

/**
 * The definition of a scenario. Its type parameters are inferred: A from `assigns`, N from the names of `throttles`, C from
 * what `config` returns, R from the rows of `data`, S from what `setup` returns. Put `run` last, because TypeScript infers
 * them from the properties before it.
 */
export interface ScenarioSpec<A extends object, N extends string, C, R extends object, S> extends ScenarioDefaults {
  /** Name of the scenario in reports. Resources created for a run are named after it, in letters, digits and dashes. */
  readonly name: string;
  /** Initial state of a user, which also declares its type. Each user gets a deep copy, so it holds data only. Default `{}`. */
  readonly assigns?: A | undefined;
  /**
   * Turns the values of `--option` into the `config` that the other functions receive. Called once on the controller and once
   * on each node. An error ends the run with `CONFIG_FAILED`.
   */
  readonly config?: ((options: Options) => C | PromiseLike<C>) | undefined;
  /** Throttles that all users of the cluster share. Called once, on the controller. */
  readonly throttles?: ((config: C) => readonly Throttle<N>[]) | undefined;
  /** Data pools for the step `row`, by name: `{ people: csv("./people.csv", { mode: "unique" }) }`. */
  readonly data?: { readonly [K in keyof R]: DataPool<R[K]> } | undefined;
  /**
   * Called once per run, on the controller, before any node is started. Its JSON-serializable result is `context.setup` of
   * every user. An error ends the run with `SETUP_FAILED`.
   */
  readonly setup?: ((config: C) => S | PromiseLike<S>) | undefined;
  /**
   * Called once, on the controller, after the run, even when it failed or was interrupted. Not called when `setup` did not
   * finish.
   */
  readonly teardown?: ((config: C, setup: S) => unknown) | undefined;
  /**
   * How the dialogs of the user's pages are answered, until the step `onDialog` says otherwise. Default: they are dismissed, but
   * the page may be left (`beforeunload`).
   */
  readonly onDialog?: DialogAnswer<A> | undefined;
  /**
   * Let every step that acts, such as `click` and `fill`, wait until the page shows the server's answer to it, as with its
   * option `settle`. Default `false`.
   */
  readonly settle?: boolean | undefined;
  /**
   * Modules that recognize the interactions of frameworks that LiveLoad does not know, as `asset("./my-adapter.js")` returns them.
   * Each exports an `InteractionAdapter` as its default, and imports nothing. An adapter replaces LiveLoad's own of the same name.
   */
  readonly interactionAdapters?: readonly string[] | undefined;
  /**
   * What users without a browser do in place of client hooks, which do not run there: `{ Chart: ({ el, pushEvent }) => … }`, by the
   * name in `phx-hook`. In a browser the page's own hooks run. Hooks that nothing stands in for are counted in `hooks_skipped`.
   */
  readonly hooks?: HookStandIns | undefined;
  /** Called before a user's first `run` and again whenever the user gets a new browser context. The place to log in. */
  readonly beforeUser?: ((context: Context<A, N, Given<R, S>>, userId: number, config: C) => unknown) | undefined;
  /** Called once, after a user's last `run`. */
  readonly afterUser?: ((context: Context<A, N, Given<R, S>>, userId: number, config: C) => unknown) | undefined;
  /** One iteration. Every user calls it again and again until the load ends. */
  readonly run: (context: Context<A, N, Given<R, S>>, userId: number, config: C) => unknown;
}

/** `run` or one of the user hooks, with its types erased. */
export type UserFunction = (context: Context, userId: number, config: unknown) => unknown;

/** A scenario made by `defineScenario` or `mix`. It is frozen. Export it as the default of a `*.scenario.ts` module. */
export interface Scenario {
  readonly name: string;
  /** The load that the scenario declares for itself, not yet parsed. */
  readonly defaults: ScenarioDefaults;
  /** Initial state of each user: a deep copy of what the scenario gave. */
  readonly assigns: Readonly<Assigns>;
  readonly config: ((options: Options) => unknown) | undefined;
  readonly throttles: ((config: unknown) => unknown) | undefined;
  readonly data: Readonly<Record<string, PoolSpec>>;
  /** `means` are for the set-up tests of a spec. */
  readonly setup: ((config: unknown, means?: SetUpMeans) => unknown) | undefined;
  readonly teardown: ((config: unknown, setup: unknown) => unknown) | undefined;
  readonly onDialog: AnyDialogAnswer | undefined;
  /** Every step that acts waits for the answer. */
  readonly settle: boolean;
  /** The paths of modules with interaction adapters. */
  readonly interactionAdapters: readonly string[];
  /** Options of its users' browsers, over those of the run: what a spec's `test.use` gives. */
  readonly ownBrowser?: BrowserOptions | undefined;
  /** Stand-ins for client hooks, for users without a browser. */
  readonly hooks: HookStandIns;
  readonly beforeUser: UserFunction | undefined;
  readonly afterUser: UserFunction | undefined;
  readonly run: UserFunction;
  /** The files and weights of a mix's parts; empty for other scenarios. */
  readonly mix: readonly MixedFile[];
  /** The loaded parts of a mix, in the order of `mix`; empty until they are joined. */
  readonly parts: readonly MixedPart[];
}

/** A part of a mix, before its file is loaded. */
export interface MixedFile {
  /** Relative to the mix's file. */
  readonly file: string;
  readonly weight: number;
}

/** A part of a mix with its loaded scenario. */
export interface MixedPart extends MixedFile {
  /** Prefix of its steps, groups and checks in the report. */
  readonly name: string;
  readonly scenario: Scenario;
}
