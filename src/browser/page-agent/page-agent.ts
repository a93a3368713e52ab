import { randomBytes } from "node:crypto";
import type { Clock } from "../../base/clock.js";
import { type Deferred, deferred, withDeadline } from "../../base/deadline.js";
import { debugLog } from "../../base/debug-log.js";
import { templatePath } from "../../telemetry/page-templates.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { CdpSession } from "../cdp-session.js";
import { type PageBatch, type PageEntry, parseBatch } from "./batch.js";
import { PAGE_AGENT_SOURCE } from "./page-agent-source.generated.js";
import { PageThread } from "./page-thread.js";
import { RendererWatch } from "./renderer-watch.js";
import { TimerLateness } from "./timer-lateness.js";
import { VitalsLedger } from "./vitals-ledger.js";
import { PAGE_COUNTERS, PAGE_HISTOGRAMS, VITALS } from "./wire.js";

const log = debugLog("page");

/** Where what pages measure goes. */
export interface PageAgentOptions {
  readonly telemetry: TelemetrySink;
  /** Patterns that name pages, tried before ids are templated. */
  readonly routes: readonly string[];
  readonly clock: Clock;
}

/** The agent of one page, whatever documents come and go in it. */
export class PageAgent {
  readonly #page: CdpSession;
  readonly #clock: Clock;
  readonly #telemetry: TelemetrySink;
  readonly #watches = new Map<CdpSession, RendererWatch>();
  /** A session may go while it is being attached to. */
  readonly #detached = new WeakSet<CdpSession>();
  readonly #recorder: BatchRecorder;
  /**
   * Name of the binding, and of the events that ask the agent something. Of no use to the page if it comes to know it: the
   * agent takes the binding away before the page's code runs.
   */
  readonly name = `_${randomBytes(8).toString("hex")}`;
  readonly #flushes = new Map<string, Deferred<void>>();
  #flushCount = 0;
  #ended = false;

  constructor(page: CdpSession, options: PageAgentOptions) {
    this.#page = page;
    this.#clock = options.clock;
    this.#telemetry = options.telemetry;
    this.#recorder = new BatchRecorder(options);
  }

  /** Puts it into every document of a session, the present one too: the page's, or that of a frame in a process of its own. */
  async attach(cdp: CdpSession = this.#page): Promise<void> {
    const [clock, telemetry] = [this.#clock, this.#telemetry];
    const thread = new PageThread(cdp, clock);
    const lateness = new TimerLateness({ clock, telemetry, thread });
    cdp.on("Runtime.bindingCalled", ({ name, payload }) => {
      if (name !== this.name) return;
      this.#watches.get(cdp)?.heard();
      const batch = this.#recorder.take(payload, clock.now(), lateness);
      if (batch?.flush !== undefined) this.#flushes.get(batch.flush)?.resolve();
    });
    await inject(cdp, this.name);
    if (this.#ended || this.#detached.has(cdp)) return;
    const unmeasured = (fromMs: number, toMs: number) => telemetry.unmeasured(fromMs, toMs);
    this.#watches.set(cdp, new RendererWatch({ clock, thread, unmeasured }));
  }

  /** The session is gone, and what it was about. */
  detach(cdp: CdpSession): void {
    this.#detached.add(cdp);
    this.#watches.get(cdp)?.end();
    this.#watches.delete(cdp);
  }

  /** The page is about to be closed: from here on its silence says nothing. Idempotent. */
  end(): void {
    this.#ended = true;
    for (const cdp of this.#watches.keys()) this.detach(cdp);
  }

  /**
   * Asks the page for all that it has, and takes what it said of its web vitals as final. Never rejects, and takes at most
   * `timeoutMs`: a page that hangs keeps what it has.
   */
  async flush(timeoutMs: number): Promise<void> {
    const flush = String(++this.#flushCount);
    const answered = deferred<void>();
    this.#flushes.set(flush, answered);
    const expression = `dispatchEvent(new CustomEvent("${this.name}", { detail: "${flush}" }))`;
    this.#page.send("Runtime.evaluate", { expression, silent: true }).catch((error: unknown) => answered.reject(error));
    // A page that is gone, hangs or shows a dialog does not answer.
    const { promise } = answered;
    await withDeadline(promise, { clock: this.#clock, timeoutMs, what: "the page's measurements" }).catch(() => {});
    this.#flushes.delete(flush);
    this.#recorder.settle();
  }
}

async function inject(cdp: CdpSession, binding: string): Promise<void> {
  const source = `{const BINDING=${JSON.stringify(binding)};${PAGE_AGENT_SOURCE}}`;
  // Without both domains Chromium makes no binding and runs no script in new documents. One round trip for all.
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

/** Checks what a page says and records it. */
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
    // Only the page's own code can have done that.
    if (dropped > 0) this.#options.telemetry.count("page_errors", "malformed report", dropped, arrivedAtMs);
    if (batch === undefined) return undefined;
    if (batch.mainFrame) this.#vitals.seen(batch.document);
    for (const entry of batch.entries) {
      const atMs = arrivedAtMs - entry.ageMs;
      if (entry.kind === "timer") void lateness.record(entry.lateMs, atMs);
      else this.#record(entry, batch.document, atMs);
    }
    return batch;
  }

  settle(): void {
    this.#vitals.settle();
  }

  #record(entry: Exclude<PageEntry, { kind: "timer" }>, document: number, atMs: number): void {
    const { telemetry } = this.#options;
    switch (entry.kind) {
      case "histogram":
        telemetry.sample(entry.metric, this.#dimension(PAGE_HISTOGRAMS[entry.metric], entry.dimension), entry.value, atMs);
        break;
      case "counter":
        telemetry.count(entry.metric, this.#dimension(PAGE_COUNTERS[entry.metric], entry.dimension), 1, atMs);
        break;
      case "event":
        telemetry.sample("liveview_event_server_duration", entry.type, entry.serverMs, atMs - entry.patchMs);
        telemetry.sample("liveview_event_patch_duration", entry.type, entry.patchMs, atMs);
        telemetry.sample("liveview_event_duration", entry.type, entry.serverMs + entry.patchMs, atMs);
        break;
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
