import { randomBytes } from "node:crypto";
import type { Clock } from "../../base/clock.js";
import { type Deferred, deferred, withDeadline } from "../../base/deadline.js";
import { debugLog } from "../../base/debug-log.js";
import { templatePath } from "../../telemetry/page-templates.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { CdpSession } from "../cdp-session.js";
import { AdapterSet } from "../interactions/adapter-set.js";
import { type PageBatch, type PageEntry, parseBatch } from "./batch.js";
import { PAGE_AGENT_SOURCE } from "./page-agent-source.generated.js";
import { PageThread } from "./page-thread.js";
import { RendererWatch } from "./renderer-watch.js";
import { TimerLateness } from "./timer-lateness.js";
import { VitalsLedger } from "./vitals-ledger.js";
import { PAGE_COUNTERS, PAGE_HISTOGRAMS, VITALS } from "./wire.js";

const log = debugLog("page");

/** Options of a page agent. */
export interface PageAgentOptions {
  readonly telemetry: TelemetrySink;
  /** Patterns that name pages; they take precedence over templated ids. */
  readonly routes: readonly string[];
  readonly clock: Clock;
  /** Receives what people did in the page and how it changed. */
  readonly interactions?: InteractionReports;
  /** The adapters that pages can need; by default LiveLoad's own. */
  readonly adapters?: AdapterSet;
}

/** Receives what the documents of a page report about inputs and changes, and tells which frameworks their requests have shown. */
export interface InteractionReports {
  take(batch: PageBatch, source: DocumentSource): void;
  onSign?(listener: (adapter: string, cdp: CdpSession) => void): void;
}

/** A document, by the context in which its agent runs. */
export interface DocumentSource {
  readonly cdp: CdpSession;
  readonly contextId: number;
  /** The name of the agent's events. */
  readonly agent: string;
}

/** The node's side of the agent of one page, for all of its documents. */
export class PageAgent {
  readonly #page: CdpSession;
  readonly #clock: Clock;
  readonly #telemetry: TelemetrySink;
  readonly #watches = new Map<CdpSession, RendererWatch>();
  /** Sessions that ended while they were being attached to. */
  readonly #detached = new WeakSet<CdpSession>();
  readonly #recorder: BatchRecorder;
  readonly #interactions: InteractionReports | undefined;
  /**
   * Name of the binding, and of the events that query the agent. Knowing it is of no use to the page: the agent removes the
   * binding before the page's code runs.
   */
  readonly name = `_${randomBytes(8).toString("hex")}`;
  readonly #flushes = new Map<string, Deferred<void>>();
  readonly #departures = new Set<() => void>();
  readonly #adapters: AdapterSet;
  /** The adapters that new documents of a session get. */
  readonly #given = new Map<CdpSession, Set<string>>();
  #flushCount = 0;
  #ended = false;

  constructor(page: CdpSession, options: PageAgentOptions) {
    this.#page = page;
    this.#clock = options.clock;
    this.#telemetry = options.telemetry;
    this.#interactions = options.interactions;
    this.#adapters = options.adapters ?? new AdapterSet();
    this.#recorder = new BatchRecorder(options);
    this.#interactions?.onSign?.((name, cdp) => {
      if (this.#given.get(cdp)?.has(name) === false) this.#found(name, { cdp });
    });
  }

  /** Injects the agent into every document of a session, including the present one: of the page, or of a cross-site frame. */
  async attach(cdp: CdpSession = this.#page): Promise<void> {
    const [clock, telemetry] = [this.#clock, this.#telemetry];
    const thread = new PageThread(cdp, clock);
    const lateness = new TimerLateness({ clock, telemetry, thread });
    cdp.on("Runtime.bindingCalled", ({ name, payload, executionContextId }) => {
      if (name !== this.name) return;
      this.#watches.get(cdp)?.heard();
      const batch = this.#recorder.take(payload, clock.now(), lateness);
      const source = { cdp, contextId: executionContextId, agent: this.name };
      for (const entry of batch?.entries ?? []) {
        if (entry.kind === "signal" && entry.verb === "found") this.#found(entry.adapter, source);
      }
      if (batch !== undefined) this.#interactions?.take(batch, source);
      if (batch?.flush !== undefined) this.#flushes.get(batch.flush)?.resolve();
    });
    // What a document was asked it does not answer once it is gone.
    cdp.on("Runtime.executionContextsCleared", () => this.#departed());
    const scripts = this.#adapters.scripts(this.name);
    this.#given.set(cdp, new Set(scripts.keys()));
    await inject(cdp, this.name, { signs: this.#adapters.signs, scripts: [...scripts.values()] });
    if (this.#ended || this.#detached.has(cdp)) return;
    const unmeasured = (fromMs: number, toMs: number) => telemetry.unmeasured(fromMs, toMs);
    this.#watches.set(cdp, new RendererWatch({ clock, thread, unmeasured }));
  }

  /** To be called when the session is gone. */
  detach(cdp: CdpSession): void {
    this.#detached.add(cdp);
    this.#watches.get(cdp)?.end();
    this.#watches.delete(cdp);
    this.#given.delete(cdp);
  }

  /** The page is about to be closed: from here on its silence is no sign of a hang. Idempotent. */
  end(): void {
    this.#ended = true;
    this.#departed();
    for (const cdp of this.#watches.keys()) this.detach(cdp);
  }

  /** A document shows that it has the framework of this adapter. */
  #found(name: string, { cdp, contextId }: Pick<DocumentSource, "cdp"> & Partial<DocumentSource>): void {
    this.#adapters.found(name);
    const source = this.#adapters.scripts(this.name).get(name);
    if (source === undefined) return;
    const ignore = () => {};
    cdp
      .send("Runtime.evaluate", { expression: source, silent: true, ...(contextId === undefined ? {} : { contextId }) })
      .catch(ignore);
    for (const [session, given] of this.#given) {
      if (given.has(name)) continue;
      given.add(name);
      session.send("Page.addScriptToEvaluateOnNewDocument", { source }).catch(ignore);
    }
  }

  #departed(): void {
    for (const depart of [...this.#departures]) depart();
  }

  /** Resolves when the page's LiveViews have answered every event that a person caused, or when the page goes. */
  async liveViewsAnswered(): Promise<void> {
    const question = `live${++this.#flushCount}`;
    const answered = deferred<void>();
    this.#flushes.set(question, answered);
    const forget = () => answered.resolve();
    this.#departures.add(forget);
    const expression = `dispatchEvent(new CustomEvent("${this.name}", { detail: "${question}?live" }))`;
    this.#page.send("Runtime.evaluate", { expression, silent: true }).catch(forget);
    await answered.promise;
    this.#departures.delete(forget);
    this.#flushes.delete(question);
  }

  /**
   * Fetches all measurements from the page, and records its web vitals as final. Never rejects, and takes at most `timeoutMs`: the
   * measurements of a page that hangs are lost.
   */
  async flush(timeoutMs: number): Promise<void> {
    const flush = String(++this.#flushCount);
    const answered = deferred<void>();
    this.#flushes.set(flush, answered);
    const expression = `dispatchEvent(new CustomEvent("${this.name}", { detail: "${flush}" }))`;
    this.#page.send("Runtime.evaluate", { expression, silent: true }).catch((error: unknown) => answered.reject(error));
    // A page that is gone, hangs or has a dialog does not answer.
    const { promise } = answered;
    await withDeadline(promise, { clock: this.#clock, timeoutMs, what: "the page's measurements" }).catch(() => {});
    this.#flushes.delete(flush);
    this.#recorder.settle();
  }
}

interface Injected {
  readonly signs: Readonly<Record<string, string>>;
  readonly scripts: readonly string[];
}

async function inject(cdp: CdpSession, binding: string, { signs, scripts }: Injected): Promise<void> {
  const agent = `{const BINDING=${JSON.stringify(binding)},SIGNS=${JSON.stringify(signs)};${PAGE_AGENT_SOURCE}}`;
  const source = [agent, ...scripts].join("\n");
  // Without both domains Chromium adds no binding and runs no script in new documents. One round trip for all.
  await Promise.all([
    cdp.send("Runtime.enable"),
    cdp.send("Page.enable"),
    cdp.send("Runtime.addBinding", { name: binding }),
    cdp.send("Page.addScriptToEvaluateOnNewDocument", { source }),
    cdp.send("Runtime.evaluate", { expression: source, silent: true }),
  ]);
}

function batchText(batch: PageBatch | undefined): string {
  if (batch === undefined) return "a page sent a malformed batch";
  const { mainFrame, document, entries, dropped, flush } = batch;
  const kinds = entries.map((entry) => ("metric" in entry ? entry.metric : "vital" in entry ? entry.vital : entry.kind));
  const rest = `${dropped === 0 ? "" : `, ${dropped} malformed`}${flush === undefined ? "" : `, answers flush ${flush}`}`;
  return `a ${mainFrame ? "page" : "frame"} (document ${document}) sent ${entries.length} entries${rest}: ${kinds.join(", ")}`;
}

type InteractionEntry = Extract<PageEntry, { kind: "input" | "handled" | "still" | "signal" }>;

function isAboutInteractions(entry: PageEntry): entry is InteractionEntry {
  return entry.kind === "input" || entry.kind === "handled" || entry.kind === "still" || entry.kind === "signal";
}

/** Validates and records the batches of a page. */
class BatchRecorder {
  readonly #options: PageAgentOptions;
  readonly #vitals: VitalsLedger;

  constructor(options: PageAgentOptions) {
    this.#options = options;
    this.#vitals = new VitalsLedger(({ vital, page, value, endedAtMs }) => {
      options.telemetry.sample(VITALS[vital], page, value, endedAtMs);
    });
  }

  take(payload: unknown, arrivedAtMs: number, lateness: TimerLateness): PageBatch | undefined {
    const batch = parseBatch(payload);
    if (log.isOn) log.write(batchText(batch));
    const dropped = batch?.dropped ?? 1;
    // Only the page's own code can have sent those.
    if (dropped > 0) this.#options.telemetry.count("page_errors", "malformed report", dropped, arrivedAtMs);
    if (batch === undefined) return undefined;
    if (batch.mainFrame) this.#vitals.seen(batch.document);
    for (const entry of batch.entries) {
      const atMs = arrivedAtMs - entry.ageMs;
      if (entry.kind === "timer") void lateness.record(entry.lateMs, atMs);
      else if (!isAboutInteractions(entry)) this.#record(entry, batch.document, atMs);
    }
    return batch;
  }

  settle(): void {
    this.#vitals.settle();
  }

  #record(entry: Exclude<PageEntry, { kind: "timer" } | InteractionEntry>, document: number, atMs: number): void {
    const { telemetry } = this.#options;
    switch (entry.kind) {
      case "histogram":
        telemetry.sample(entry.metric, this.#dimension(PAGE_HISTOGRAMS[entry.metric], entry.dimension), entry.value, atMs);
        break;
      case "counter":
        telemetry.count(entry.metric, this.#dimension(PAGE_COUNTERS[entry.metric], entry.dimension), 1, atMs);
        break;
      case "event": {
        const { type, serverMs, patchMs } = entry;
        // All over the same span of time, so that they are in the same bucket, and healthy or sick together.
        const pushedAtMs = atMs - serverMs - patchMs;
        telemetry.sample("liveview_event_server_duration", type, serverMs, atMs, pushedAtMs);
        telemetry.sample("liveview_event_patch_duration", type, patchMs, atMs, pushedAtMs);
        telemetry.sample("liveview_event_duration", type, serverMs + patchMs, atMs, pushedAtMs);
        break;
      }
      case "vital": {
        const page = this.#dimension("path", entry.page);
        this.#vitals.update(document, entry.navigation, { vital: entry.vital, page, value: entry.value, endedAtMs: atMs });
      }
    }
  }

  #dimension(kind: "path" | "word", text: string): string {
    return kind === "path" ? templatePath(text, this.#options.routes) : text;
  }
}
