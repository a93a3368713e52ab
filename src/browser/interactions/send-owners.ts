import type { Clock } from "../../base/clock.js";
import { type BackgroundTraffic, mayBeBackground } from "./background-traffic.js";
import type { Claims } from "./claims.js";
import type { Receipt, Send } from "./exchanges.js";
import { Gestures } from "./gestures.js";
import { adapterOf, type Gesture, type Interaction, isOpen } from "./interaction.js";

/** The page reports an input this long afterwards at most, unless it is busy. */
const REPORT_MS = 100;
/** What is sent so soon after an input, from a promise or a short timer, is sent because of it. */
const SOON_MS = 50;
/** A request that follows from an answer is sent so soon after it. */
const FOLLOWING_MS = 100;
/** By then it is known whether somebody acted. */
const KNOWN_MS = 500;
const MOST_KEPT = 500;

interface SendOwnersOptions {
  readonly clock: Clock;
  readonly gestures: Gestures;
  readonly background: BackgroundTraffic;
  readonly claims: Claims;
  /** The interactions that have not ended. */
  readonly open: () => readonly Interaction[];
  /** When something was received for the interaction last. */
  readonly lastReceiptOf: (interaction: Interaction) => number | undefined;
  /** The input is the cause of the send; `isSure` unless others may be too. */
  readonly own: (gesture: Gesture, send: Send, isSure: boolean) => void;
  /** The request continues the interaction. */
  readonly join: (interaction: Interaction, send: Send, isSure: boolean) => void;
}

/** Finds the inputs because of which a page sends something, and learns what it sends and receives without any. */
export class SendOwners {
  readonly #options: SendOwnersOptions;
  /** Sends without an owner: their input may not have been reported yet. */
  #unowned: Send[] = [];
  #unlearned: { readonly item: Send | Receipt; readonly dueMs: number }[] = [];

  constructor(options: SendOwnersOptions) {
    this.#options = options;
  }

  sent(send: Send): void {
    this.#learn();
    if (this.#isOfNobody(send) || this.#isClaimed(send) || this.#continues(send)) return;
    // Scripts are loaded for many reasons.
    if (send.kind === "script") return;
    if (this.#isOwnedByTask(send) || this.#isOwnedByWork(send)) return;
    if (send.kind === "document") this.#ownLate(send);
    else {
      this.#unowned.push(send);
      if (this.#unowned.length > MOST_KEPT) this.#unowned.shift();
      this.#options.clock.setTimer(() => this.#decide(send), REPORT_MS, { background: true });
    }
  }

  received(receipt: Receipt): void {
    this.#learn();
    if (receipt.send === undefined && mayBeBackground(receipt)) this.#remember(receipt);
  }

  /** An input was reported: what was sent in its task is its own. */
  acted(): void {
    for (const send of [...this.#unowned]) if (this.#isOwnedByTask(send)) this.#forget(send);
  }

  /** Whether it came up while an input waited to be handled, but has been seen to come by itself. */
  #isOfNobody({ isPoll, isLearned, shape }: Send): boolean {
    return isPoll === true || (isLearned === true && this.#options.background.includes(shape));
  }

  /** Whether an adapter knows whose it is, or that it is nobody's. */
  #isClaimed(send: Send): boolean {
    const { claim } = send;
    if (typeof claim?.cause !== "number") return claim?.cause === "nobody";
    const gesture = this.#options.gestures.behind(claim.cause, claim.document);
    if (gesture === undefined) return false;
    this.#options.own(gesture, send, true);
    return true;
  }

  #isOwnedByTask(send: Send): boolean {
    const gesture = this.#options.gestures.before(send.at);
    if (gesture === undefined || !Gestures.isOfTask(gesture, send)) return false;
    // A timer may have come first while the input waited to be handled. Requests are told apart by the code that sends them.
    const { background } = this.#options;
    const isKnown = isBackground(send, background);
    if (isKnown && send.kind === "request") return false;
    const mayBeKnown = mayBeBackground(send) && background.mayInclude(send.shape);
    this.#options.own(gesture, send, !isKnown && !mayBeKnown);
    return true;
  }

  /** Whether its framework has been at work since the task of an input, and sends late because of it. */
  #isOwnedByWork(send: Send): boolean {
    const { claims, gestures, own } = this.#options;
    const latest = gestures.before(send.at);
    const since = latest === undefined ? undefined : claims.atWorkSince(latest.document, send.adapter);
    if (since === undefined || since > send.at) return false;
    const gesture = gestures.before(since);
    if (gesture === undefined || gesture.interaction !== undefined || !Gestures.isOfTask(gesture, { at: since })) return false;
    own(gesture, send, true);
    return true;
  }

  /** Whether an open interaction goes on with this request: its first answer led to it. */
  #continues(send: Send): boolean {
    const { open, lastReceiptOf, gestures, background, join } = this.#options;
    if (send.kind === "message" || isBackground(send, background)) return false;
    const newest = gestures.before(send.at);
    const interaction = open().findLast((one) => {
      const last = lastReceiptOf(one);
      const isSoon = last !== undefined && send.at >= last && send.at - last <= FOLLOWING_MS;
      const isNewer = newest !== undefined && newest.act !== one.gesture.act && newest.at > (last ?? 0);
      // Scripts and documents come in the course of it, other requests after an answer.
      // An adapter knows that it is still at it.
      const isSame = last !== undefined && send.adapter !== undefined && send.adapter === adapterOf(one);
      return !isNewer && (isSoon || isSame || (send.kind === "script" && one.sends.some(isOpen)));
    });
    if (interaction === undefined) return false;
    join(interaction, send, !mayBeBackground(send) || !background.mayInclude(send.shape));
    return true;
  }

  #decide(send: Send): void {
    if (!this.#forget(send)) return;
    if (!this.#isOwnedByTask(send) && !this.#ownLate(send)) this.#remember(send);
  }

  /** An input is the cause although the page had handled it before, as with a debounced field. */
  #ownLate(send: Send): boolean {
    const { gestures, background, own } = this.#options;
    const gesture = gestures.before(send.at);
    if (gesture === undefined || (gesture.act.interactions.length > 0 && send.kind !== "document")) return false;
    if (isBackground(send, background)) return false;
    const isSoon = send.at - (gesture.handledAt ?? send.at) <= SOON_MS;
    if (send.kind !== "document" && mayBeBackground(send)) {
      send.isLate = true;
      background.came(send.shape);
    }
    own(gesture, send, isSoon || send.kind === "document" || !gestures.hasRival(gesture, send.at));
    return true;
  }

  #forget(send: Send): boolean {
    const position = this.#unowned.indexOf(send);
    if (position >= 0) this.#unowned.splice(position, 1);
    return position >= 0;
  }

  #remember(item: Send | Receipt): void {
    const { background } = this.#options;
    if ("kind" in item) {
      background.sentAlone(item.shape);
      background.came(item.shape);
    }
    this.#unlearned.push({ item, dueMs: this.#options.clock.now() + KNOWN_MS });
    if (this.#unlearned.length > MOST_KEPT) this.#unlearned.shift();
  }

  #learn(): void {
    const { clock, gestures, background } = this.#options;
    const now = clock.now();
    const isDue = ({ dueMs }: { readonly dueMs: number }) => dueMs <= now;
    const due = this.#unlearned.filter(isDue);
    if (due.length === 0) return;
    this.#unlearned = this.#unlearned.filter((one) => !isDue(one));
    for (const { item } of due) if (!gestures.isBusy(item.at)) background.seen(item.shape);
  }
}

function isBackground(send: Send, background: BackgroundTraffic): boolean {
  return mayBeBackground(send) && background.includes(send.shape);
}
