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
import type { LoadChange } from "../../result/model.js";
import { checkRowsForUsers } from "../data/rows-for-users.js";
import { factsNote } from "../journal/journal-note.js";
import { factsOf, plansOf } from "../phases/facts-of.js";
import type { LoadStart, RunState } from "../phases/run-state.js";
import { lastingLoad } from "./lasting-load.js";
import type { ChangeRequest, SteeredBy } from "./steer-request.js";
import type { SteerOutcome, Steers } from "./steers.js";

/** A run can be paused for this long in all: its nodes do not outlive their time. */
export const MAX_PAUSED_MS = 30 * 60_000;

/** A change takes effect this much later, plus what the clocks of the nodes may be off, so that it reaches all nodes before. */
const AHEAD_MS = 300;

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
    const { load, backgroundLoad, ports } = this.#state;
    const atMs = this.#instant();
    const isEnding = this.#isOver || atMs >= lastingLoad(this.#state).durationMs || ports.stop.reason !== undefined;
    if (request.do === "stop" && (request.now || isEnding)) return this.#interrupt();
    if (isEnding) throw refused("the load of this run is over: its last iterations are finishing", "start another run");
    // These add nothing to the plan: a paused run must not be stuck.
    const isPlain = request.do === "stop" || request.do === "resume";
    if (!isPlain && [load, backgroundLoad].some((one) => one !== undefined && isFullOfChanges(one.plan)))
      throw refused("the load was changed too many times", "stop the run and start another");
    const warnings: string[] = [];
    const { plan, change } = this.#planned(request, atMs, (message) => warnings.push(message));
    this.#changeBackground(request, atMs);
    await this.#take({ offsetMs: atMs, by, ...change }, plan);
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

  /** The plan and the change that a request asks for. */
  #planned(request: ChangeRequest, atMs: number, onWarning: (message: string) => void) {
    const { load } = this.#state;
    const { plan } = load;
    const { plan: lasting } = lastingLoad(this.#state);
    const changed = (change: PlanChange) => unlessOver(plan, change, atMs);
    if ((request.do === "users" || request.do === "rate") && atMs >= load.durationMs)
      throw refused(
        "the load of the users in browsers is over, and only background users go on",
        "pause, resume and stop are for them, too",
      );
    switch (request.do) {
      case "users": {
        if (plan.kind === "open")
          throw refused("this run starts iterations at a rate, and has no number of users to set", "set --rate instead");
        this.#grow(request.users, atMs, onWarning);
        const from = Math.ceil(pauseEndMs(plan, atMs) === undefined ? targetUsers(plan, atMs) : heldValueAt(plan, atMs));
        const change = { kind: "users" as const, from, to: request.users, ...overOf(request) };
        return { plan: changed({ kind: "set", value: request.users, overMs: request.overMs }), change };
      }
      case "rate": {
        if (plan.kind === "closed") throw refused("this run has a number of users, and no rate to set", "set --users instead");
        const change = { kind: "rate" as const, from: heldValueAt(plan, atMs), to: request.perSecond, ...overOf(request) };
        return { plan: changed({ kind: "set", value: request.perSecond, overMs: request.overMs }), change };
      }
      case "pause": {
        if (pauseEndMs(lasting, atMs) !== undefined)
          throw refused("the run is paused already", "live-load resume goes on with it");
        const forMs = MAX_PAUSED_MS - pausedMs(lasting);
        if (forMs < 1000)
          throw refused(`a run can be paused for ${formatDuration(MAX_PAUSED_MS)} in all`, "stop it, and start another later");
        return { plan: changed({ kind: "pause", forMs }), change: { kind: "pause" as const } };
      }
      case "resume":
        if (pauseEndMs(lasting, atMs) === undefined)
          throw refused("the run is not paused", "live-load status shows what it does");
        return { plan: changed({ kind: "resume" }), change: { kind: "resume" as const } };
      case "stop":
        this.#state.ports.stop.beTheLast();
        return { plan: changed({ kind: "stop" }), change: { kind: "stop" as const } };
    }
  }

  /** Pausing, resuming and stopping are for all users; a number of users, or a rate, is for those in browsers. */
  #changeBackground(request: ChangeRequest, atMs: number): void {
    const { backgroundLoad } = this.#state;
    if (backgroundLoad === undefined || request.do === "users" || request.do === "rate") return;
    const { plan } = backgroundLoad;
    const forMs = MAX_PAUSED_MS - pausedMs(lastingLoad(this.#state).plan);
    backgroundLoad.follow(unlessOver(plan, request.do === "pause" ? { kind: "pause", forMs } : { kind: request.do }, atMs));
  }

  /** The load that a node, or a process of background users, has to follow. */
  #loadOf(node: ClusterNode): ToldLoad {
    const { load, backgroundLoad } = this.#state;
    return node.host === undefined || backgroundLoad === undefined ? load : backgroundLoad;
  }

  #grow(users: number, atMs: number, onWarning: (message: string) => void): void {
    const { load, loaded, cluster, ports } = this.#state;
    if (users <= load.users) {
      const carries = cluster.carries;
      if (users > carries) onWarning(`${users} users are more than the ${carries} that the running nodes are sized for`);
      return;
    }
    const { scenario, pools, seed } = loaded;
    const { backgroundUsers } = cluster;
    checkRowsForUsers({ scenario, pools, seed, backgroundUsers, totals: [loaded.users, ...load.totals, users] });
    cluster.grow(users, (message) => {
      onWarning(message);
      ports.emit({ type: "warning", message });
    });
    load.growTo(users, atMs);
  }

  /** Records a change before the nodes know of it, so that what they do is never unexplained. */
  async #take(change: LoadChange, plan: RunState["load"]["plan"]): Promise<void> {
    const { load, journal, ports } = this.#state;
    load.change(change, plan);
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
      load.change(change, load.plan);
      ports.emit({ type: "load-changed", change, durationMs: lastingLoad(this.#state).durationMs });
    };
    this.#pauseTimer = clock.setTimer(over, endMs - nowMs, { background: true });
  }
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
