import { tooLarge } from "./trace-size.js";

const PROCESS = '"pid":';
/** Limit of the events that are held until the page's processes are known, in UTF-16 code units. */
const MOST_LENGTH = 64 * 1024 * 1024;
const FRAME_OF_PROCESS = /"(?:TracingStartedInBrowser|FrameCommittedInBrowser|ProcessReadyInBrowser)"/;

interface TracedFrame {
  readonly frame: string;
  readonly parent?: string | undefined;
  readonly processId?: number | undefined;
}

/**
 * The events of one page in a trace of the whole browser, which has one event a line. Other users' pages run in processes of
 * their own, whose events are left out, as is what the browser's process says about them.
 */
export class PageTraceEvents {
  readonly #mainFrame: string;
  readonly #mostLength: number;
  readonly #byProcess = new Map<string, string[]>();
  readonly #frames: TracedFrame[] = [];
  /** The browser's own process, which tells of frames. */
  readonly #browsers = new Set<string>();
  #rest = "";
  #length = 0;

  constructor(mainFrame: string, mostLength = MOST_LENGTH) {
    this.#mainFrame = mainFrame;
    this.#mostLength = mostLength;
  }

  /** Takes the next part of the trace, which may end within a line. */
  take(text: string): void {
    this.#length += text.length;
    if (this.#length > this.#mostLength) throw tooLarge("the events of the whole browser have", this.#length, this.#mostLength);
    const lines = `${this.#rest}${text}`.split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#takeLine(line);
  }

  /** The page's events, each as JSON, after the whole trace was taken. */
  own(): readonly string[] {
    this.#takeLine(this.#rest);
    this.#rest = "";
    const frames = this.#ownFrames();
    const processes = new Set(frames.flatMap(({ processId }) => (processId === undefined ? [] : [String(processId)])));
    const names = frames.map(({ frame }) => `"${frame}"`);
    const isOwn = (event: string) => names.some((name) => event.includes(name));
    const isOfBrowser = (event: string) => event.includes('"cat":"__metadata"') || isOwn(event);
    return [...this.#byProcess].flatMap(([pid, events]) =>
      processes.has(pid) ? events : this.#browsers.has(pid) ? events.filter(isOfBrowser) : [],
    );
  }

  #takeLine(line: string): void {
    // The last event is followed by the end of the list.
    const event = line.replace(/(?:,|\](?:,"metadata".*)?\}?)$/s, "");
    const pid = processOf(event);
    if (!event.startsWith("{") || pid === undefined || !event.endsWith("}")) return;
    const events = this.#byProcess.get(pid);
    if (events === undefined) this.#byProcess.set(pid, [event]);
    else events.push(event);
    if (!FRAME_OF_PROCESS.test(event)) return;
    this.#browsers.add(pid);
    this.#frames.push(...framesOf(event));
  }

  /** The main frame and those within it, each as often as it changed its process. */
  #ownFrames(): readonly TracedFrame[] {
    const own = new Set([this.#mainFrame]);
    for (let size = 0; size !== own.size; ) {
      size = own.size;
      for (const { frame, parent } of this.#frames) if (parent !== undefined && own.has(parent)) own.add(frame);
    }
    return this.#frames.filter(({ frame }) => own.has(frame));
  }
}

/** The last number of this name: those in the arguments of an event stand before its own. */
function processOf(event: string): string | undefined {
  const at = event.lastIndexOf(PROCESS);
  return at === -1 ? undefined : /^\d+/.exec(event.slice(at + PROCESS.length, at + PROCESS.length + 20))?.[0];
}

interface FrameEvent {
  readonly args?: { readonly data?: Partial<TracedFrame> & { readonly frames?: readonly TracedFrame[] } };
}

function framesOf(event: string): readonly TracedFrame[] {
  try {
    const { frames = [], ...itself } = (JSON.parse(event) as FrameEvent).args?.data ?? {};
    return itself.frame === undefined ? frames : [...frames, { ...itself, frame: itself.frame }];
  } catch {
    return [];
  }
}
