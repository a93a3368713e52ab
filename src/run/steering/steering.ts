import type { Timer } from "../../base/clock.js";
import { formatDuration } from "../../base/duration.js";
import { LiveLoadError } from "../../base/errors.js";
import { formatCount } from "../../base/numbers.js";
import type { ToldLoad } from "../../cluster/cluster-growth.js";
import type { ClusterNode } from "../../cluster/nodes/cluster-node.js";
import { targetUsers } from "../../load/closed-plan.js";
import { type LoadPlan, planDurationMs } from "../../load/load-plan.js";
import {
  changedPlan,
  heldValueAt,
  isFullOfChanges,
  lengthFrom,
  type PlanChange,
  pausedMs,
  pauseEndMs,
} from "../../load/plan-changes.js";
import { MAX_CHANGED_STAGES } from "../../load/plan-stages.js";
import type { LoadChange } from "../../result/model.js";
import { checkRowsForUsers } from "../data/rows-for-users.js";
import { factsNote } from "../journal/journal-note.js";
import { factsOf, plansOf } from "../phases/facts-of.js";
import type { LoadStart, RunState } from "../phases/run-state.js";
import { lastingLoad } from "./lasting-load.js";
import type { ChangeRequest, SetRequest, SteeredBy } from "./steer-request.js";
import type { SteeredLoad } from "./steered-load.js";
import type { SteerOutcome, Steers } from "./steers.js";

/** A run can be paused for this long in all: its nodes do not outlive their time. */
export const MAX_PAUSED_MS = 30 * 60_000;

/** A change takes effect this much later, plus what the clocks of the nodes may be off, so that it reaches all nodes before. */
const AHEAD_MS = 300;

type WhatChanged = Omit<LoadChange, "offsetMs" | "by">;
type Warn = (message: string) => void;

/**
 * Changes the load of a run while it runs. Requests are served one after another, and each change takes effect at one instant
 * on all nodes. Ends with the load.
 */
export class Steering implements Steers {
  readonly #state: RunState;
  readonly #start: LoadStart;
  #last: Promise<unknown> = Promise.resolve();
  #lastAtMs = 0;
  #pauseTimer: Timer | undefined;
  #isOver = false;

  constructor(state: RunState, start: LoadStart) {
    this.#state = state;
    this.#start = start;
  }

  /** Makes a change. Rejects with `CHANGE_REFUSED`. */
  apply(request: ChangeRequest, by: SteeredBy): Promise<SteerOutcome> {
    const next = this.#last.then(() => this.#apply(request, by));
    this.#last = next.catch(() => {});
    return next;
  }

  /** Tells a node that has reconnected what it may have missed. */
  resumed(node: ClusterNode): void {
    const { load, cluster } = this.#state;
    if (load.changes.length > 0) void cluster.tell(node, this.#loadOf(node));
  }

  /** The load is over. */
  end(): void {
    this.#isOver = true;
    this.#pauseTimer?.cancel();
  }

  async #apply(request: ChangeRequest, by: SteeredBy): Promise<SteerOutcome> {
    const { load, backgroundLoad, cluster, ports } = this.#state;
    const atMs = this.#instant();
    const isEnding = this.#isOver || atMs >= lastingLoad(this.#state).durationMs || ports.stop.reason !== undefined;
    if (request.do === "stop" && (request.now || isEnding)) return this.#interrupt();
    if (isEnding) throw refused("the load of this run is over: its last iterations are finishing", "start another run");
    // These add nothing to the plan: a paused run must not be stuck.
    const isPlain = request.do === "stop" || request.do === "resume";
    const isFull = [load, backgroundLoad].some((one) => one !== undefined && isFullOfChanges(one.plan));
    if (!isPlain && (isFull || cluster.totals.length >= MAX_CHANGED_STAGES))
      throw refused("the load was changed too many times", "stop the run and start another");
    const warnings: string[] = [];
    const change =
      "overMs" in request ? this.#set(request, atMs, (message) => warnings.push(message)) : this.#changeAll(request, atMs);
    await this.#take({ offsetMs: atMs, by, ...change });
    return { change: load.changes.at(-1), warnings: [...warnings, ...(await this.#tell())] };
  }

  #interrupt(): SteerOutcome {
    if (this.#isOver) throw refused("the run is over", "live-load status shows what is running");
    this.#state.ports.stop.ask("interrupted");
    return { change: undefined, warnings: [] };
  }

  /** When a change that is asked for now takes effect, from T0; never before an earlier one. */
  #instant(): number {
    const { cluster, ports } = this.#state;
    const offMs = Math.max(0, ...cluster.everyone.map(({ clockUncertaintyMs }) => clockUncertaintyMs));
    const elapsedMs = Math.max(0, ports.host.clock.now() - this.#start.t0Ms);
    this.#lastAtMs = Math.max(this.#lastAtMs, elapsedMs + AHEAD_MS + 4 * offMs);
    return this.#lastAtMs;
  }

  /** Sets the number of users of one kind, or their rate. */
  #set(request: SetRequest, atMs: number, onWarning: (message: string) => void): WhatChanged {
    const load = steeredLoad(this.#state, request, atMs);
    const { plan } = load;
    const set = (value: number) => load.follow(unlessOver(plan, { kind: "set", value, overMs: request.overMs }, atMs));
    if ("perSecond" in request) {
      set(request.perSecond);
      return { kind: request.do, from: heldValueAt(plan, atMs), to: request.perSecond, ...overOf(request) };
    }
    this.#grow(load, request.users, { atMs, onWarning });
    set(request.users);
    const isPaused = pauseEndMs(plan, atMs) !== undefined;
    const from = Math.ceil(plan.kind === "closed" && !isPaused ? targetUsers(plan, atMs) : heldValueAt(plan, atMs));
    return { kind: request.do, from, to: request.users, ...overOf(request) };
  }

  /** Pauses, resumes or stops the users of both kinds. */
  #changeAll({ do: kind }: Exclude<ChangeRequest, SetRequest>, atMs: number): WhatChanged {
    const { load, backgroundLoad, ports } = this.#state;
    const { plan: lasting } = lastingLoad(this.#state);
    const forMs = MAX_PAUSED_MS - pausedMs(lasting);
    const isPaused = pauseEndMs(lasting, atMs) !== undefined;
    if (kind === "pause" && isPaused) throw refused("the run is paused already", "live-load resume goes on with it");
    if (kind === "pause" && forMs < 1000)
      throw refused(`a run can be paused for ${formatDuration(MAX_PAUSED_MS)} in all`, "stop it, and start another later");
    if (kind === "resume" && !isPaused) throw refused("the run is not paused", "live-load status shows what it does");
    if (kind === "stop") ports.stop.beTheLast();
    const change: PlanChange = kind === "pause" ? { kind, forMs } : { kind };
    for (const one of [load, backgroundLoad]) one?.follow(unlessOver(one.plan, change, atMs));
    return { kind };
  }

  /** The load that a node, or a process of background users, has to follow. */
  #loadOf(node: ClusterNode): ToldLoad {
    const { load, backgroundLoad } = this.#state;
    return node.isBackground && backgroundLoad !== undefined ? backgroundLoad : load;
  }

  /** Makes room for so many users of the kind that this load is of. */
  #grow(load: SteeredLoad, users: number, { atMs, onWarning }: { readonly atMs: number; readonly onWarning: Warn }): void {
    const { loaded, cluster, ports, load: ofBrowsers } = this.#state;
    const isCrowd = load !== ofBrowsers;
    if (users <= load.users) {
      const carries = isCrowd ? cluster.crowdCarries : cluster.carries;
      const who = isCrowd ? "background users" : "users";
      if (users > carries) onWarning(`${users} ${who} are more than the ${carries} that the running nodes are sized for`);
      return;
    }
    const { scenario, pools, seed } = loaded;
    const first = loaded.users + (loaded.background?.users ?? 0);
    const total = cluster.everyone.reduce((sum, node) => sum + node.users, 0) + users - load.users;
    checkRowsForUsers({ scenario, pools, seed, users: loaded.users, totals: [first, ...cluster.totals, total] });
    const tell = (message: string) => {
      onWarning(message);
      ports.emit({ type: "warning", message });
    };
    const place = cluster.totals.length;
    if (isCrowd) cluster.growCrowd(users, tell);
    else cluster.grow(users, tell);
    load.grow({ users, atMs, place });
  }

  /** Records a change before the nodes know of it, so that what they do is never unexplained. */
  async #take(change: LoadChange): Promise<void> {
    const { load, journal, ports } = this.#state;
    load.changed(change);
    this.#resumeLater();
    ports.emit({ type: "load-changed", change, durationMs: lengthFrom(lastingLoad(this.#state).plan, change.offsetMs) });
    await journal.append({
      type: "note",
      note: factsNote(factsOf(this.#state, undefined), plansOf(this.#state), { isFinal: false }),
    });
  }

  async #tell(): Promise<readonly string[]> {
    const { cluster } = this.#state;
    const missed = await cluster.change((node) => this.#loadOf(node));
    if (missed.length === 0) return [];
    const names = missed.length === 1 ? missed[0]?.name : formatCount(missed.length, "node");
    return [`${names} could not be told, and will be when it can be reached again`];
  }

  /** A pause that nobody ends is over after the longest time. The plan has it so; here it becomes known. */
  #resumeLater(): void {
    const { load, ports } = this.#state;
    const { clock } = ports.host;
    this.#pauseTimer?.cancel();
    const nowMs = clock.now() - this.#start.t0Ms;
    const endMs = pauseEndMs(lastingLoad(this.#state).plan, Math.max(nowMs, this.#lastAtMs));
    if (endMs === undefined) return;
    const over = () => {
      const change = { offsetMs: endMs, kind: "resume" as const, by: "limit" as const };
      load.changed(change);
      ports.emit({ type: "load-changed", change, durationMs: lastingLoad(this.#state).durationMs });
    };
    this.#pauseTimer = clock.setTimer(over, endMs - nowMs, { background: true });
  }
}

/** The load that a request changes. Throws `CHANGE_REFUSED` when it does not have what is to be set, or is over. */
function steeredLoad({ load, backgroundLoad }: RunState, request: SetRequest, atMs: number): SteeredLoad {
  const isCrowd = request.do === "backgroundUsers" || request.do === "backgroundRate";
  const [of, option] = isCrowd ? [backgroundLoad, "--background-"] : [load, "--"];
  if (of === undefined)
    throw refused(
      "this run has no background users",
      "start a run with --background-users, even with few, to have a process for them",
    );
  const [these, others] = isCrowd ? ["background users", "users in browsers"] : ["users in browsers", "background users"];
  if (atMs >= of.durationMs)
    throw refused(`the load of the ${these} is over, and only ${others} go on`, "pause, resume and stop are for them, too");
  const wantsRate = "perSecond" in request;
  const ofThem = isCrowd ? " of background users" : " of users";
  if (wantsRate && of.plan.kind === "closed")
    throw refused(
      `this run has a number${ofThem}, and no rate${isCrowd ? " of theirs" : ""} to set`,
      `set ${option}users instead`,
    );
  if (!wantsRate && of.plan.kind === "open")
    throw refused(
      isCrowd
        ? "background users of this run start iterations at a rate, and there is no number of them to set"
        : "this run starts iterations at a rate, and has no number of users to set",
      `set ${option}rate instead`,
    );
  return of;
}

/** A plan that is over stays as it is: the run may go on with users of the other kind. */
function unlessOver<P extends LoadPlan>(plan: P, change: PlanChange, atMs: number): P {
  return atMs >= planDurationMs(plan) ? plan : changedPlan(plan, change, atMs);
}

function overOf({ overMs }: { readonly overMs: number }): { readonly overMs?: number } {
  return overMs === 0 ? {} : { overMs };
}

function refused(message: string, hint: string): LiveLoadError {
  return new LiveLoadError("CHANGE_REFUSED", message, { hint });
}
