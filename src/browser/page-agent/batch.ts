import {
  PAGE_COUNTERS,
  PAGE_HISTOGRAMS,
  type PageCounter,
  type PageHistogram,
  VITALS,
  type Vital,
  WIRE_VERSION,
} from "./wire.js";

/** One measurement of a page; it ended `ageMs` before the batch was sent. */
export type PageEntry = { readonly ageMs: number } & (
  | { readonly kind: "histogram"; readonly metric: PageHistogram; readonly dimension: string; readonly value: number }
  | { readonly kind: "counter"; readonly metric: PageCounter; readonly dimension: string }
  | {
      readonly kind: "event";
      readonly type: string;
      readonly serverMs: number;
      readonly patchMs: number;
      /** The input that caused it, and the time until it was pushed; absent if no person did. */
      readonly cause?: { readonly at: number; readonly delayMs: number };
    }
  | InputEntry
  | HandledEntry
  | StillEntry
  | SignalEntry
  | { readonly kind: "vital"; readonly vital: Vital; readonly navigation: string; readonly page: string; readonly value: number }
  | { readonly kind: "timer"; readonly lateMs: number }
);

/** A person's input. Instants are milliseconds since the start of the document. */
export interface InputEntry {
  readonly kind: "input";
  readonly number: number;
  readonly isTrusted: boolean;
  readonly at: number;
}

/** The page has handled an input: from then on, what it sends came from a timer or a promise. */
export interface HandledEntry {
  readonly kind: "handled";
  readonly number: number;
  readonly at: number;
}

/** Changes of the document between two instants, at most a millisecond apart. */
export interface ChangeSpan {
  readonly first: number;
  readonly last: number;
  /** Nodes or texts, not only attributes. */
  readonly isContent: boolean;
  /** The number of the last frame before them. */
  readonly frame: number;
}

/** Changes of the document up to a frame. */
export interface StillEntry {
  readonly kind: "still";
  /** The question that it answers. */
  readonly question: string;
  /** The start of the last whole frames. */
  readonly since: number;
  /** The number of the frame. */
  readonly frame: number;
  readonly spans: readonly ChangeSpan[];
}

/** What an adapter tells of its framework from within the page. */
export interface SignalEntry {
  readonly kind: "signal";
  readonly adapter: string;
  readonly verb: "found" | "sends" | "changes" | "over" | "settled" | "works" | "rests";
  /** The number of the request in its document. */
  readonly key: number;
  readonly at: number;
  /** `*` for the next request, empty for a message of a socket; with `settled`, when that was told first. */
  readonly url: string;
  /** The time stamp of the event that caused it; `undefined` if that is not known. */
  readonly cause: number | "nobody" | undefined;
}

/** The measurements that a page sent together. */
export interface PageBatch {
  /** The start of its document, in milliseconds since 1970; it identifies the document and orders documents. */
  readonly document: number;
  readonly mainFrame: boolean;
  /** Number of the flush that this batch answers. */
  readonly flush: string | undefined;
  readonly entries: readonly PageEntry[];
  /** Number of invalid entries, which were dropped. */
  readonly dropped: number;
}

/** Longer texts are rejected. A page sends some 400 entries of 100 characters, and starts a new batch after 64 KiB. */
export const MAX_BATCH_LENGTH = 256 * 1024;
const MAX_ENTRIES = 2000;
const MAX_WORD_LENGTH = 2000;
const SPAN_FIELDS = 4;
/** A day in milliseconds; no measurement takes longer. */
const MAX_NUMBER = 86_400_000;

/** Parses a batch; `undefined` if no agent can have sent it: pages may call the binding with anything. */
export function parseBatch(text: unknown): PageBatch | undefined {
  if (typeof text !== "string" || text.length > MAX_BATCH_LENGTH) return undefined;
  const [head = "", ...lines] = text.split("\n", MAX_ENTRIES + 2);
  const [version, start, mainFrame, flush, ...rest] = head.split("\t");
  const document = Number(start);
  if (version !== WIRE_VERSION || !Number.isFinite(document) || start === "") return undefined;
  if ((mainFrame !== "0" && mainFrame !== "1") || rest.length > 0 || lines.length > MAX_ENTRIES) return undefined;
  const entries = lines.map(parseEntry).filter((entry) => entry !== undefined);
  return { document, mainFrame: mainFrame === "1", flush, entries, dropped: lines.length - entries.length };
}

function parseEntry(line: string): PageEntry | undefined {
  const [code, ...fields] = line.split("\t");
  const ageMs = number(fields.pop());
  if (ageMs === undefined) return undefined;
  switch (code) {
    case "h":
      return histogram(fields, ageMs);
    case "c":
      return counter(fields, ageMs);
    case "e":
      return event(fields, ageMs);
    case "n":
      return causedEvent(fields, ageMs);
    case "i":
      return input(fields, ageMs);
    case "t":
      return handled(fields, ageMs);
    case "s":
      return still(fields, ageMs);
    case "v":
      return vital(fields, ageMs);
    case "a":
      return signal(fields, ageMs);
    case "d":
      return timer(fields, ageMs);
    default:
      return undefined;
  }
}

type Fields = readonly (string | undefined)[];

function histogram([metric, name, amount, ...rest]: Fields, ageMs: number): PageEntry | undefined {
  const [dimension, value] = [word(name), number(amount)];
  if (!isKey(PAGE_HISTOGRAMS, metric) || dimension === undefined || value === undefined || rest.length > 0) return undefined;
  return { kind: "histogram", metric, dimension, value, ageMs };
}

function counter([metric, name, ...rest]: Fields, ageMs: number): PageEntry | undefined {
  const dimension = word(name);
  if (!isKey(PAGE_COUNTERS, metric) || dimension === undefined || rest.length > 0) return undefined;
  return { kind: "counter", metric, dimension, ageMs };
}

function event([name, server, patch, ...rest]: Fields, ageMs: number): PageEntry | undefined {
  const [type, serverMs, patchMs] = [word(name), number(server), number(patch)];
  if (type === undefined || serverMs === undefined || patchMs === undefined || rest.length > 0) return undefined;
  return { kind: "event", type, serverMs, patchMs, ageMs };
}

function causedEvent([instant, delay, ...rest]: Fields, ageMs: number): PageEntry | undefined {
  const [at, delayMs, pushed] = [number(instant), number(delay), event(rest, ageMs)];
  if (at === undefined || delayMs === undefined || pushed?.kind !== "event") return undefined;
  return { ...pushed, cause: { at, delayMs } };
}

function input([id, trusted, instant, ...rest]: Fields, ageMs: number): PageEntry | undefined {
  const [own, at] = [number(id), number(instant)];
  if (own === undefined || at === undefined || rest.length > 0 || (trusted !== "0" && trusted !== "1")) return undefined;
  return { kind: "input", number: own, isTrusted: trusted === "1", at, ageMs };
}

function handled([id, instant, ...rest]: Fields, ageMs: number): PageEntry | undefined {
  const [own, at] = [number(id), number(instant)];
  return own === undefined || at === undefined || rest.length > 0 ? undefined : { kind: "handled", number: own, at, ageMs };
}

function still([question, instant, count, ...rest]: Fields, ageMs: number): PageEntry | undefined {
  const [asked, since, frame] = [word(question), number(instant), number(count)];
  if (asked === undefined || since === undefined || frame === undefined) return undefined;
  const spans = Array.from({ length: Math.ceil(rest.length / SPAN_FIELDS) }, (_, at) => span(rest.slice(at * SPAN_FIELDS)));
  if (!spans.every((one) => one !== undefined)) return undefined;
  return { kind: "still", question: asked, since, frame, spans, ageMs };
}

function span([from, to, kind, count]: Fields): ChangeSpan | undefined {
  const [first, last, frame] = [number(from), number(to), number(count)];
  if (first === undefined || last === undefined || frame === undefined || last < first) return undefined;
  return kind === "c" || kind === "a" ? { first, last, isContent: kind === "c", frame } : undefined;
}

function vital([name, id, path, amount, ...rest]: Fields, ageMs: number): PageEntry | undefined {
  const [navigation, page, value] = [word(id), word(path), number(amount)];
  if (!isKey(VITALS, name) || navigation === undefined || page === undefined || value === undefined || rest.length > 0) {
    return undefined;
  }
  return { kind: "vital", vital: name, navigation, page, value, ageMs };
}

const VERBS = { f: "found", s: "sends", c: "changes", o: "over", e: "settled", w: "works", r: "rests" } as const;

function signal([name, verb, id, instant, url, cause, ...rest]: Fields, ageMs: number): PageEntry | undefined {
  const [adapter, key, at] = [word(name), number(id), number(instant)];
  if (adapter === undefined || key === undefined || at === undefined || !isKey(VERBS, verb)) return undefined;
  if (url === undefined || cause === undefined || rest.length > 0) return undefined;
  const causeAt = number(cause);
  if (cause !== "" && cause !== "-" && causeAt === undefined) return undefined;
  return { kind: "signal", adapter, verb: VERBS[verb], key, at, url, cause: cause === "-" ? "nobody" : causeAt, ageMs };
}

function timer([late, ...rest]: Fields, ageMs: number): PageEntry | undefined {
  const lateMs = number(late);
  return lateMs === undefined || rest.length > 0 ? undefined : { kind: "timer", lateMs, ageMs };
}

function isKey<Table extends object>(table: Table, key: string | undefined): key is string & keyof Table {
  return key !== undefined && Object.hasOwn(table, key);
}

function word(text: string | undefined): string | undefined {
  return text === undefined || text === "" || text.length > MAX_WORD_LENGTH ? undefined : text;
}

function number(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d/.test(text)) return undefined;
  const value = Number(text);
  return value <= MAX_NUMBER ? value : undefined;
}
