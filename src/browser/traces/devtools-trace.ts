import { StringDecoder } from "node:string_decoder";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Clock } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import { maskSecrets } from "../../base/secrets/mask-secrets.js";
import type { PageTrace } from "../../scenario/ports/evidence.js";
import type { CdpSession } from "../cdp-session.js";
import { PageTraceEvents } from "./page-trace-events.js";
import { tooLarge } from "./trace-size.js";

/** What DevTools itself records, without pictures. */
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
const START_MS = 5000;
/** Events are text that compresses to less than a tenth. */
const RAW_PER_BYTE = 8;

interface TracedPage {
  readonly cdp: CdpSession;
  readonly clock: Clock;
  /** The main frame, which keeps its id in every process. */
  readonly frameId: string;
}

/**
 * Records a performance trace that DevTools and Perfetto open: gzipped JSON. The browser records all of its pages, so the events
 * of other users' processes are removed from the file.
 */
export async function devtoolsTrace({ cdp, clock, frameId: frame }: TracedPage): Promise<PageTrace> {
  const within = <T>(part: Promise<T>, timeoutMs: number) =>
    withDeadline(part, { clock, timeoutMs, what: "the browser's trace" });
  const completed = new Promise<string | undefined>((done) => cdp.on("Tracing.tracingComplete", ({ stream }) => done(stream)));
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
  await within(starting, START_MS);
  const end = async () => {
    await cdp.send("Tracing.end");
    return completed;
  };
  return {
    format: "devtools",
    finish: ({ timeoutMs, mostBytes }) =>
      within(
        end().then((stream) => fileOf(cdp, { stream, frame, mostBytes })),
        timeoutMs,
      ),
    discard: async () => {
      const stream = await within(end(), START_MS).catch(() => undefined);
      if (stream !== undefined) await cdp.send("IO.close", { handle: stream }).catch(() => {});
    },
  };
}

async function fileOf(
  cdp: CdpSession,
  { stream, frame, mostBytes }: { readonly stream: string | undefined; readonly frame: string; readonly mostBytes: number },
): Promise<Uint8Array> {
  if (stream === undefined) throw new Error("the browser gave no trace");
  const events = new PageTraceEvents(frame, RAW_PER_BYTE * mostBytes);
  const decoder = new StringDecoder("utf8");
  try {
    for (;;) {
      const { data, base64Encoded, eof } = await cdp.send("IO.read", { handle: stream, size: READ_BYTES });
      events.take(base64Encoded === true ? decoder.write(Buffer.from(data, "base64")) : data);
      if (eof) break;
    }
  } finally {
    await cdp.send("IO.close", { handle: stream }).catch(() => {});
  }
  const file = await promisify(gzip)(`{"traceEvents":[\n${events.own().map(maskSecrets).join(",\n")}\n]}\n`);
  if (file.length > mostBytes) throw tooLarge(file.length, mostBytes);
  return file;
}
