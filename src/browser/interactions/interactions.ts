import type { Clock } from "../../base/clock.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { CdpSession } from "../cdp-session.js";
import { IsolatedWorlds } from "../isolated-world.js";
import type { PageBatch } from "../page-agent/batch.js";
import type { DocumentSource } from "../page-agent/page-agent.js";
import type { PageInstant } from "../page-answers.js";
import type { AdapterSet } from "./adapter-set.js";
import { BackgroundTraffic } from "./background-traffic.js";
import { Claims } from "./claims.js";
import type { ActedDocument } from "./exchanges.js";
import { Gestures } from "./gestures.js";
import type { Act } from "./interaction.js";
import { InteractionTelemetry } from "./interaction-telemetry.js";
import { OpenInteractions } from "./open-interactions.js";
import { PageTraffic } from "./page-traffic.js";
import { SendOwners } from "./send-owners.js";
import type { StepTimes } from "./step-times.js";

/** The name for inputs that no step gave, such as those of a Playwright page of the scenario. */
const OUTSIDE = "outside a step";
/** Asked in a world of its own: scenarios replace the clocks of their pages. */
const MARK = "[performance.timeOrigin,new Event('').timeStamp]";
const MOST_DOCUMENTS = 20;

/** Dependencies of the interactions of a page. */
export interface InteractionsOptions {
  readonly telemetry: TelemetrySink;
  readonly routes: readonly string[];
  readonly clock: Clock;
  readonly steps: StepTimes;
  readonly adapters: AdapterSet;
}

/** How the last interaction of a page ended, or what it waits for. */
export interface LastInteraction {
  readonly step: string;
  readonly isOver: boolean;
  /** What is missing, for messages; absent when nothing is. */
  readonly lacking?: string;
  /** Nothing was sent. */
  readonly isLocal?: boolean;
}

/**
 * The interactions of a page: from a person's input, over what the page sends because of it and receives, until it shows the
 * answer. Inputs and changes come from the page agent, traffic from the browser; nothing in the page is wrapped for it.
 */
export class Interactions {
  readonly clock: Clock;
  readonly #options: InteractionsOptions;
  readonly #traffic: PageTraffic;
  readonly #background = new BackgroundTraffic();
  readonly #claims = new Claims();
  readonly #gestures: Gestures;
  readonly #open: OpenInteractions;
  readonly #owners: SendOwners;
  readonly #telemetry: InteractionTelemetry;
  readonly #documents = new Map<string, ActedDocument>();
  readonly #listeners = new Set<() => void>();
  #page: CdpSession | undefined;
  #signed: ((adapter: string, cdp: CdpSession) => void) | undefined;
  #hasEnded = false;

  constructor(options: InteractionsOptions) {
    const { clock, telemetry, routes, adapters } = options;
    this.#options = options;
    this.clock = clock;
    this.#telemetry = new InteractionTelemetry(telemetry);
    const background = this.#background;
    const gestures = new Gestures({ clock, decided: (act) => this.#decided(act) });
    this.#traffic = new PageTraffic(
      { clock, routes, adapters },
      {
        sent: (send) => {
          const isOfStep = send.kind === "document" && this.#stepAt(send.at)?.navigates === true;
          this.#claims.sent(send);
          if (!isOfStep) this.#owners.sent(send);
        },
        received: (receipt) => {
          this.#owners.received(receipt);
          this.#open.received(receipt);
        },
        closed: (send) => this.#open.closed(send),
        documentShown: (loaderId) => {
          background.documentStarted();
          this.#claims.left();
          gestures.left();
          this.#open.documentShown(loaderId);
        },
        shows: (adapter, cdp) => this.#signed?.(adapter, cdp),
      },
    );
    this.#gestures = gestures;
    this.#open = new OpenInteractions({
      clock,
      background,
      claims: this.#claims,
      telemetry: this.#telemetry,
      place: (at) => this.#traffic.place(at),
      changed: () => this.#changed(),
    });
    this.#owners = new SendOwners({
      clock,
      gestures,
      background,
      claims: this.#claims,
      open: () => this.#open.list,
      lastReceiptOf: (interaction) => this.#open.lastReceiptOf(interaction),
      own: (gesture, send, isSure) => this.#open.own(gesture, send, isSure),
      join: (interaction, send, isSure) => {
        if (!isSure) interaction.isAmbiguous = true;
        this.#open.join(interaction, send);
      },
    });
  }

  /** Follows the session of the page, or of a cross-site frame. */
  follow(cdp: CdpSession): void {
    this.#traffic.follow(cdp);
    if (this.#page !== undefined) return;
    this.#page = cdp;
    const worlds = IsolatedWorlds.of(cdp);
    this.#options.steps.markBy({ ask: () => this.#mark(cdp, worlds), convert: (instant) => this.#convert(instant) });
  }

  /** Takes what the agent of a document reported. */
  take({ document, mainFrame, entries }: PageBatch, source: DocumentSource): void {
    const acted = this.#document(document, source);
    if (acted === undefined) return;
    for (const entry of entries) {
      const at = "at" in entry && entry.kind !== "signal" ? acted.start + entry.at : 0;
      if (entry.kind === "input") this.#input(acted, { ...entry, at });
      else if (entry.kind === "handled") this.#gestures.handled(acted, entry.number, at);
      else if (entry.kind === "still") this.#open.still(acted, entry);
      else if (entry.kind === "signal" && entry.verb !== "found") {
        const shown = this.#claims.take(acted, entry);
        if (shown !== undefined) this.#gestures.shown(shown);
        this.#open.told();
        if (shown !== undefined) this.#changed();
      } else if (entry.kind === "event" && entry.cause !== undefined) this.#liveViewEvent(acted, entry, entry.cause);
      else if (entry.kind === "vital" && entry.vital === "FCP" && mainFrame) {
        this.#open.painted(acted.start, acted.start + entry.value);
      }
    }
  }

  /** Calls the listener with each request that shows which framework the document of its session has. */
  onSign(listener: (adapter: string, cdp: CdpSession) => void): void {
    this.#signed = listener;
  }

  /** Calls the listener whenever {@link last} may have changed, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The last interaction of the page; `undefined` before any input. */
  get last(): LastInteraction | undefined {
    const open = this.#open.list.at(-1);
    if (open !== undefined) return { step: open.gesture.act.step, isOver: false, lacking: this.#open.lacking(open) };
    const gesture = this.#gestures.last;
    if (gesture === undefined) return undefined;
    const { act } = gesture;
    const ended = act.interactions.at(-1);
    if (ended !== undefined) return { step: act.step, isOver: true, ...this.#open.missed(ended) };
    if (act.isShown === true) return { step: act.step, isOver: true };
    return { step: act.step, isOver: act.isDecided, lacking: "nothing was sent", isLocal: true };
  }

  /** The user is gone. */
  end(): void {
    this.#hasEnded = true;
    this.#open.end();
    this.#changed();
  }

  #input(
    document: ActedDocument,
    { number, at, isTrusted }: { readonly number: number; readonly at: number; readonly isTrusted: boolean },
  ): void {
    const step = this.#stepOf(at);
    // A script of the page sets fields too; a step that does so was under way.
    if (!isTrusted && step === undefined) return;
    this.#background.watched(at - Math.max(document.start, this.#gestures.busyUntil));
    this.#gestures.add({ number, at, document, step, label: step?.step ?? OUTSIDE });
    this.#owners.acted();
    this.#changed();
  }

  /** LiveViews report exactly what became of an input. */
  #liveViewEvent(
    { start }: ActedDocument,
    { serverMs, patchMs }: { readonly serverMs: number; readonly patchMs: number },
    { at, delayMs }: { readonly at: number; readonly delayMs: number },
  ): void {
    const inputAt = start + at;
    const durationMs = delayMs + serverMs + patchMs;
    const [startedAt, endedAt] = [this.#traffic.place(inputAt), this.#traffic.place(inputAt + durationMs)];
    const figures = { delayMs, serverMs, patchMs, firstChangeMs: durationMs, startedAt, endedAt };
    this.#telemetry.measured("liveview", this.#stepOf(inputAt)?.step ?? OUTSIDE, figures);
  }

  #stepAt(at: number) {
    return this.#options.steps.at(this.#traffic.place(at));
  }

  /** The operation whose input this is. */
  #stepOf(at: number) {
    return this.#options.steps.ofInput(at, this.#traffic.place(at));
  }

  /** An instant after all inputs that the page was given before. The page answers in the order in which it is asked. */
  async #mark(cdp: CdpSession, worlds: IsolatedWorlds): Promise<number> {
    const asked = { expression: MARK, ...worlds.main, silent: true, returnByValue: true };
    const { result } = await cdp.send("Runtime.evaluate", asked);
    const [origin, at] = result.value as readonly unknown[];
    return this.#convert([Number(origin), Number(at)]) ?? Number.NEGATIVE_INFINITY;
  }

  #convert([origin, at]: PageInstant): number | undefined {
    const start = this.#traffic.startOf(origin);
    return start === undefined ? undefined : start + at;
  }

  #decided(act: Act): void {
    if (act.interactions.length === 0 && !this.#hasEnded) {
      const atMs = this.#traffic.place(act.lastInputAt);
      this.#telemetry.notMeasured("local", act.step, atMs);
    }
    this.#changed();
  }

  #document(timeOrigin: number, source: DocumentSource): ActedDocument | undefined {
    const key = `${timeOrigin} ${source.contextId}`;
    const known = this.#documents.get(key);
    if (known !== undefined) return known;
    const start = this.#traffic.startOf(timeOrigin);
    if (start === undefined) return undefined;
    const document: ActedDocument = { source, start, spans: [] };
    this.#documents.set(key, document);
    const [oldest] = this.#documents.keys();
    if (oldest !== undefined && this.#documents.size > MOST_DOCUMENTS) this.#documents.delete(oldest);
    return document;
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
