import { StringDecoder } from "node:string_decoder";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Clock } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import { maskSecrets } from "../../base/secrets/mask-secrets.js";
import type { PageTrace } from "../../scenario/ports/evidence.js";
import type { CdpSession } from "../cdp-session.js";
import { inTurns } from "./in-turns.js";
import { PageTraceEvents } from "./page-trace-events.js";
import { tooLarge } from "./trace-size.js";

/** The categories that DevTools itself records, without pictures. */
const CATEGORIES = [
  "devtools.timeline",
  "disabled-by-default-devtools.timeline",
  "disabled-by-default-devtools.timeline.frame",
  "disabled-by-default-devtools.timeline.stack",
  "disabled-by-default-v8.cpu_profiler",
  "blink.console",
  "blink.user_timing",
  "latencyInfo",
  "loading",
  "v8.execute",
];
const BUFFER_KB = 64 * 1024;
const READ_BYTES = 256 * 1024;
const COMMAND_MS = 5000;

interface TracedPage {
  readonly cdp: CdpSession;
  readonly clock: Clock;
  /** The main frame, which keeps its id in every process. */
  readonly frameId: string;
}

/**
 * Records performance traces of a page that DevTools and Perfetto open: gzipped JSON. The browser records all of its pages, so the
 * events of other users' processes are removed from the file.
 */
export class DevtoolsTracer {
  readonly #page: TracedPage;
  #isFollowed = false;
  #completed: (stream: string | undefined) => void = () => {};

  constructor(page: TracedPage) {
    this.#page = page;
  }

  async start(): Promise<PageTrace> {
    const { cdp } = this.#page;
    this.#follow();
    const starting = cdp.send("Tracing.start", {
      transferMode: "ReturnAsStream",
      streamFormat: "json",
      traceConfig: {
        recordMode: "recordUntilFull",
        traceBufferSizeInKb: BUFFER_KB,
        includedCategories: CATEGORIES,
        excludedCategories: ["*"],
      },
    });
    try {
      await this.#within(starting, COMMAND_MS);
    } catch (error) {
      // A browser that is late has begun nevertheless.
      void starting.then(() => this.#discard()).catch(() => {});
      throw error;
    }
    return {
      format: "devtools",
      finish: ({ timeoutMs, mostBytes }) => this.#within(this.#file(mostBytes), timeoutMs),
      discard: () => this.#discard(),
    };
  }

  #follow(): void {
    if (this.#isFollowed) return;
    this.#isFollowed = true;
    this.#page.cdp.on("Tracing.tracingComplete", ({ stream }) => this.#completed(stream));
  }

  #within<T>(part: Promise<T>, timeoutMs: number): Promise<T> {
    return withDeadline(part, { clock: this.#page.clock, timeoutMs, what: "the browser's trace" });
  }

  /** Resolves to the handle of what was recorded. */
  async #end(): Promise<string | undefined> {
    const completed = new Promise<string | undefined>((done) => {
      this.#completed = done;
    });
    await this.#page.cdp.send("Tracing.end");
    return completed;
  }

  async #discard(): Promise<void> {
    const stream = await this.#within(this.#end(), COMMAND_MS).catch(() => undefined);
    if (stream !== undefined) await this.#page.cdp.send("IO.close", { handle: stream }).catch(() => {});
  }

  async #file(mostBytes: number): Promise<Uint8Array> {
    const stream = await this.#end();
    if (stream === undefined) throw new Error("the browser gave no trace");
    const masked = await inTurns(await this.#events(stream), maskSecrets);
    const file = await promisify(gzip)(`{"traceEvents":[\n${masked.join(",\n")}\n]}\n`);
    if (file.length > mostBytes) throw tooLarge("it has", file.length, mostBytes);
    return file;
  }

  async #events(stream: string): Promise<readonly string[]> {
    const { cdp, frameId } = this.#page;
    const events = new PageTraceEvents(frameId);
    const decoder = new StringDecoder("utf8");
    try {
      for (;;) {
        const { data, base64Encoded, eof } = await cdp.send("IO.read", { handle: stream, size: READ_BYTES });
        events.take(base64Encoded === true ? decoder.write(Buffer.from(data, "base64")) : data);
        if (eof) return events.own();
      }
    } finally {
      await cdp.send("IO.close", { handle: stream }).catch(() => {});
    }
  }
}
