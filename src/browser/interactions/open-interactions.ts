import type { Clock, Timer } from "../../base/clock.js";
import type { StillEntry } from "../page-agent/batch.js";
import { type BackgroundTraffic, mayBeBackground } from "./background-traffic.js";
import type { Claims } from "./claims.js";
import type { ActedDocument, Receipt, Send } from "./exchanges.js";
import { HeldFigures, type NamedFigures } from "./held-figures.js";
import {
  adapterOf,
  documentFigures,
  type Figures,
  figuresOf,
  type Gesture,
  type Interaction,
  isOpen,
  type Outcome,
} from "./interaction.js";
import type { InteractionTelemetry } from "./interaction-telemetry.js";
import { MixedAnswers } from "./mixed-answers.js";
import { isLoose, Receipts } from "./receipts.js";

/** An interaction without an end by then is given up. */
const DEADLINE_MS = 10_000;
const MOST_SPANS = 500;
/** A later question: only changes after the last answer matter. */
const LATER_MS = 0.01;
/** Between their callbacks the page drew two whole frames. */
const STILL_FRAMES = 3;

interface OpenInteractionsOptions {
  readonly clock: Clock;
  readonly background: BackgroundTraffic;
  readonly claims: Claims;
  readonly telemetry: InteractionTelemetry;
  /** Converts an instant of the browser to the node's clock. */
  readonly place: (at: number) => number;
  readonly changed: () => void;
}

/** The interactions of a page that have sent something and have not ended. */
export class OpenInteractions {
  readonly #options: OpenInteractionsOptions;
  readonly #timers = new Map<Interaction, Timer>();
  readonly #receipts: Receipts;
  readonly #mixed: MixedAnswers;
  #questions = 0;
  #shownLoaderId: string | undefined;
  #painted: { readonly start: number; readonly at: number } | undefined;
  readonly #held: HeldFigures;
  list: readonly Interaction[] = [];

  constructor(options: OpenInteractionsOptions) {
    this.#options = options;
    const { clock, background, claims } = options;
    this.#receipts = new Receipts(background);
    this.#mixed = new MixedAnswers(this.#receipts, claims);
    this.#held = new HeldFigures({
      clock,
      background,
      record: (held) => this.#record(held),
      drop: ({ step, figures }) => options.telemetry.notMeasured("ambiguous", step, options.place(figures.startedAt)),
    });
  }

  /** Something was sent because of the input. */
  own(gesture: Gesture, send: Send, isSure: boolean): void {
    const known = gesture.interaction;
    if (known !== undefined) {
      if (known.outcome === undefined) this.join(known, send);
      return;
    }
    const interaction: Interaction = { gesture, sends: [], isAmbiguous: !isSure, lookedUntil: 0 };
    gesture.interaction = interaction;
    gesture.act.interactions.push(interaction);
    this.list = [...this.list, interaction];
    this.#held.began();
    const timer = this.#options.clock.setTimer(() => this.#give(interaction), DEADLINE_MS, { background: true });
    this.#timers.set(interaction, timer);
    this.join(interaction, send);
  }

  /** A further request of the interaction. */
  join(interaction: Interaction, send: Send): void {
    interaction.sends.push(send);
    if (send.kind === "document") interaction.navigation = send;
    this.#consider(interaction);
    this.#options.changed();
  }

  received(receipt: Receipt): void {
    const { send } = receipt;
    // The adapter reports its changes itself.
    if (send?.isPoll === true && this.#options.claims.tellsPolls(send.adapter)) return;
    this.#receipts.add(receipt);
    for (const interaction of this.list) if (this.#isOwn(interaction, receipt)) this.#consider(interaction);
    if (send !== undefined || !mayBeBackground(receipt)) return;
    this.#options.background.came(receipt.shape);
    this.#held.review();
  }

  /** A request has ended, with or without an answer. */
  closed(send: Send): void {
    for (const interaction of this.list) if (interaction.sends.includes(send)) this.#consider(interaction);
  }

  /** An adapter has told more about what the page does. */
  told(): void {
    for (const interaction of this.list) this.#consider(interaction);
  }

  /** The page shows another document: what was under way in the last one does not go on, unless it led here. */
  documentShown(loaderId: string): void {
    this.#shownLoaderId = loaderId;
    for (const interaction of this.list) {
      if (interaction.navigation?.loaderId !== loaderId) this.#end(interaction, "left");
    }
  }

  /** A document of the page has shown its first content. */
  painted(start: number, at: number): void {
    if (this.#painted?.start === start) return;
    this.#painted = { start, at };
    for (const interaction of this.list) this.#consider(interaction);
  }

  /** The content of a document is still; these are its changes since the last report. */
  still(document: ActedDocument, { question, since, frame, spans }: StillEntry): void {
    const { start } = document;
    for (const span of spans) document.spans.push({ ...span, first: start + span.first, last: start + span.last });
    document.spans.splice(0, document.spans.length - MOST_SPANS);
    const interaction = this.list.find((one) => one.question === question);
    if (interaction === undefined) return;
    delete interaction.question;
    this.#judge(interaction, { since: start + since, frame });
  }

  /** When something was received for it last. */
  lastReceiptOf(interaction: Interaction): number | undefined {
    return this.#receipts.list.findLast((receipt) => this.#isOwn(interaction, receipt))?.at;
  }

  /** What an open interaction waits for. */
  lacking(interaction: Interaction): string {
    const waiting = interaction.sends.find(isOpen) ?? interaction.sends[0];
    const hasReply = this.lastReceiptOf(interaction) !== undefined;
    if (interaction.navigation !== undefined) return `the page of ${interaction.navigation.name} has not shown anything`;
    if (!hasReply) return `there was no reply to ${waiting?.name}`;
    const open = interaction.sends.find(isOpen);
    return open === undefined ? "the reply did not change the page" : `the reply to ${open.name} did not end`;
  }

  /** What was missing at the end of an interaction. */
  missed(interaction: Interaction): { readonly lacking?: string } {
    if (interaction.outcome === "unanswered") return { lacking: this.lacking(interaction) };
    return {};
  }

  end(): void {
    this.#held.end();
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    this.list = [];
  }

  #isOwn(interaction: Interaction, receipt: Receipt): boolean {
    return this.#receipts.isOwn(interaction, receipt, this.list);
  }

  /** Asks the page for its changes once everything has come that can change it. */
  #consider(interaction: Interaction): void {
    this.#receipts.endAwaited(interaction);
    if (interaction.navigation !== undefined) this.#considerDocument(interaction, interaction.navigation);
    else if (interaction.question === undefined && !this.#isWaiting(interaction)) {
      const first = this.#receipts.list.find((receipt) => this.#isOwn(interaction, receipt));
      if (first !== undefined) this.#ask(interaction, Math.max(first.at, interaction.lookedUntil));
    }
  }

  /** Whether more of an answer is to come. */
  #isWaiting(interaction: Interaction): boolean {
    const { document } = interaction.gesture;
    return interaction.sends.some(isOpen) || this.#options.claims.isAtWork(document, adapterOf(interaction));
  }

  #considerDocument(interaction: Interaction, navigation: Send): void {
    if (navigation.hasFailed === true) {
      // A download, or an answer without content: the page stays.
      delete interaction.navigation;
      return;
    }
    const painted = this.#painted;
    if (painted === undefined || this.#shownLoaderId !== navigation.loaderId || painted.start < interaction.gesture.at) return;
    const figures = documentFigures(interaction, this.#receipts.list, painted.at);
    if (figures !== undefined) this.#measured(interaction, "document", figures);
  }

  #ask(interaction: Interaction, since: number): void {
    const { source, start } = interaction.gesture.document;
    const question = String(++this.#questions);
    interaction.question = question;
    const detail = `${question}?${Math.max(0, since - start).toFixed(3)}`;
    const expression = `dispatchEvent(new CustomEvent("${source.agent}", { detail: "${detail}" }))`;
    // The document may be gone.
    source.cdp.send("Runtime.evaluate", { expression, silent: true, contextId: source.contextId }).catch(() => {});
  }

  #judge(interaction: Interaction, { since, frame }: { readonly since: number; readonly frame: number }): void {
    if (this.#isWaiting(interaction)) return;
    const figures = this.#figures(interaction);
    const isStill = figures !== undefined && frame - figures.lastFrame >= STILL_FRAMES;
    if (isStill && (this.lastReceiptOf(interaction) ?? 0) <= since) {
      this.#measured(interaction, adapterOf(interaction) ?? "generic", figures);
      return;
    }
    if (figures === undefined && this.#mixed.isHidden(interaction, this.lastReceiptOf(interaction))) {
      this.#end(interaction, "ambiguous");
      return;
    }
    // Without a change of its own only later changes matter.
    const last = interaction.gesture.document.spans.at(-1)?.last ?? 0;
    if (figures === undefined) interaction.lookedUntil = last + LATER_MS;
    this.#consider(interaction);
  }

  #figures(interaction: Interaction): Figures | undefined {
    const isOwn = (receipt: Receipt) => this.#isOwn(interaction, receipt);
    const judge = { isOwn, isLoose: (receipt: Receipt) => isLoose(interaction.sends, receipt) };
    const claimAt = (at: number) => this.#options.claims.during(interaction.gesture.document, at);
    const figures = figuresOf(interaction, this.#receipts.list, { ...judge, claimAt });
    const { reply } = figures ?? {};
    // A message that may as well answer another interaction.
    const isShared = this.list.some((other) => other !== interaction && reply !== undefined && this.#isOwn(other, reply));
    if (isShared || (figures !== undefined && this.#mixed.isMixed(interaction, figures))) interaction.isAmbiguous = true;
    return figures;
  }

  #measured(interaction: Interaction, adapter: string, figures: Figures): void {
    this.#end(interaction, interaction.isAmbiguous ? "ambiguous" : "measured", figures.endedAt);
    if (interaction.isAmbiguous) return;
    const { step } = interaction.gesture.act;
    const late = interaction.sends.filter(({ isLate }) => isLate === true).map(({ shape }) => shape);
    const loose = [...figures.loose, ...late];
    if (loose.length === 0) this.#record({ adapter, step, figures });
    else this.#held.hold({ adapter, step, figures: { ...figures, loose } });
  }

  #record({ adapter, step, figures }: NamedFigures): void {
    const { place, telemetry } = this.#options;
    const [startedAt, endedAt] = [place(figures.startedAt), place(figures.endedAt)];
    telemetry.measured(adapter, step, { ...figures, startedAt, endedAt });
  }

  /** Nothing that can be the answer has come in time. */
  #give(interaction: Interaction): void {
    const { background } = this.#options;
    const [first] = interaction.sends;
    // Background messages look like the answer, or the answer looks like them.
    const mayBeAmong = this.#receipts.list.some(({ send, at, shape }) => {
      return send === undefined && at >= (first?.at ?? 0) && background.includes(shape);
    });
    const isAmbiguous = interaction.isAmbiguous || (first?.kind === "message" && mayBeAmong);
    this.#end(interaction, isAmbiguous ? "ambiguous" : "unanswered");
  }

  #end(interaction: Interaction, outcome: Outcome, at?: number): void {
    const { place, telemetry, changed } = this.#options;
    const { gesture } = interaction;
    interaction.outcome = outcome;
    interaction.endedAt = at ?? gesture.at + DEADLINE_MS;
    this.#timers.get(interaction)?.cancel();
    this.#timers.delete(interaction);
    this.list = this.list.filter((one) => one !== interaction);
    const reason = outcome === "left" ? "unanswered" : outcome;
    if (reason !== "measured") telemetry.notMeasured(reason, gesture.act.step, place(gesture.at));
    changed();
  }
}
