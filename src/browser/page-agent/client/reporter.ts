import type { PageCounter, PageHistogram, Vital, WIRE_VERSION } from "../wire.js";
import { afterThisTask, now, quietly, setTimer } from "./natives.js";

const VERSION: typeof WIRE_VERSION = "1";
/** At most four batches a second, unless a batch is full earlier. */
const BATCH_INTERVAL_MS = 250;
const BATCH_ENTRIES = 400;
/** Far below the limit of the node, even with the vitals of a page in the same batch. */
const BATCH_LENGTH = 65_536;
/** Long enough for whole paths: the node replaces ids before it cuts a path. */
const WORD_LENGTH = 2000;

type Field = string | number;

/** Changes of content or of attributes, with the number of their frame. */
export type Span = [first: number, last: number, kind: "c" | "a", frame: number];

interface Entry {
  readonly at: number;
  readonly line: string;
}

const head = [VERSION, performance.timeOrigin, self === top ? 1 : 0];
let send: (batch: string) => void = () => {};
let entries: Entry[] = [];
let entriesLength = 0;
/** Present values; only the last one before each batch is sent. */
let vitals = new Map<string, Entry>();
let scheduled = false;

/** Sends measurements to `binding` in batches. */
export function reportTo(binding: (batch: string) => void): void {
  send = quietly(binding);
}

export function histogram(metric: PageHistogram, dimension: string, value: number): void {
  add("h", metric, dimension, value);
}

export function count(metric: PageCounter, dimension: string): void {
  add("c", metric, dimension);
}

/** An event of a LiveView, with the input that caused it and the time from that until it was pushed. */
export function event(
  type: string,
  serverMs: number,
  patchMs: number,
  cause: { readonly at: number; readonly delayMs: number } | undefined,
): void {
  if (cause === undefined) add("e", type, serverMs, patchMs);
  else add("n", cause.at, cause.delayMs, type, serverMs, patchMs);
}

/** A person's input, with the time stamp of its event. */
export function input(number: number, isTrusted: boolean, at: number): void {
  add("i", number, Number(isTrusted), at);
}

/** The page has handled an input. */
export function inputHandled(number: number, at: number): void {
  add("t", number, at);
}

/** An adapter tells what its framework does. The node must know what the framework is about to send before it is sent. */
export function signal(adapter: string, verb: string, key: number, at: number, rest: readonly string[] = ["", ""]): void {
  add("a", adapter, verb, key, at, ...rest);
  if (verb === "s" || verb === "f") flush();
  else if (verb !== "c") afterThisTask(flush);
}

/** Answers a question of the node at once: the changes, and the last whole frames. */
export function still(question: string, since: number, frame: number, spans: readonly Span[]): void {
  add("s", question, since, frame, ...spans.flat());
  flush();
}

/** Sent at once: it also shows that the page is alive. */
export function timerDelay(lateMs: number): void {
  add("d", lateMs);
  flush();
}

export function vital(name: Vital, navigation: number, page: string, value: number): void {
  vitals.set(name + navigation, entry("v", name, navigation, page, value));
  schedule();
}

/** Sends everything at once; with the number of a requested flush, even an empty batch. */
export function flush(flushNumber?: string): void {
  const all = [...entries, ...vitals.values()];
  if (all.length === 0 && flushNumber === undefined) return;
  entries = [];
  entriesLength = 0;
  vitals = new Map();
  const sentAt = now();
  const lines = all.map(({ at, line }) => `${line}\t${text(sentAt - at)}`);
  send([[...head, ...(flushNumber === undefined ? [] : [flushNumber])].join("\t"), ...lines].join("\n"));
}

function add(...fields: readonly Field[]): void {
  const added = entry(...fields);
  entries.push(added);
  entriesLength += added.line.length;
  if (entries.length >= BATCH_ENTRIES || entriesLength > BATCH_LENGTH) flush();
  else schedule();
}

function entry(...fields: readonly Field[]): Entry {
  return { at: now(), line: fields.map(text).join("\t") };
}

/** Rounds numbers to a precision still finer than the clock's. */
function text(field: Field): string {
  return typeof field === "number" ? String(+field.toFixed(5)) : field.slice(0, WORD_LENGTH).replace(/[\t\n]/g, " ");
}

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  setTimer(() => {
    scheduled = false;
    flush();
  }, BATCH_INTERVAL_MS);
}
