import type { ReceivedFile } from "./uploads.js";

/** Frames of WebSockets, as the server saw them (payload bytes). */
export interface FrameCount {
  count: number;
  bytes: number;
  byPath: Record<string, { count: number; bytes: number }>;
}

/** The server's own counts and measurements, against which reports are checked. `/stats` itself is not counted. */
export interface TargetStats {
  /** Answered GETs of pages, by path without query. */
  pages: Record<string, number>;
  /** Dead renders: views mounted and rendered over HTTP; a nested LiveView counts separately. */
  statics: number;
  /** Successful connected mounts; a nested LiveView counts separately. */
  mounts: { connected: number; byView: Record<string, number> };
  /** `phx_join` and `phx_leave` frames received. */
  joins: number;
  leaves: number;
  /** Views that crashed, in a handler or on mount. */
  crashes: number;
  events: { byName: Record<string, number>; byType: Record<string, number> };
  /** Times from the receipt of an event's frame to its reply, at most 20,000 per name. */
  handlerMs: { byName: Record<string, number[]> };
  /** Live patches: URL changes within a view, requested by the client or the server. */
  patches: number;
  /** Diffs sent: in replies, and in the server's own updates. */
  diffs: number;
  /** WebSockets (LiveView and echo). */
  sockets: { opened: number; closed: number; open: number };
  /** Requests to the long-poll endpoint. */
  longpolls: number;
  /** Files that were uploaded, in whatever way. */
  files: ReceivedFile[];
  http: { requests: number; byStatus: Record<string, number> };
  framesReceived: FrameCount;
  framesSent: FrameCount;
}

const HANDLER_SAMPLES = 20_000;

export class Stats {
  #current: TargetStats = emptyStats(0);

  get current(): TargetStats {
    return this.#current;
  }

  snapshot(): TargetStats {
    return structuredClone(this.#current);
  }

  /** Back to zero, except for the sockets that are open now. */
  reset(): void {
    this.#current = emptyStats(this.#current.sockets.open);
  }

  event(name: string, type: string): void {
    increment(this.#current.events.byName, name);
    increment(this.#current.events.byType, type);
  }

  handled(name: string, ms: number): void {
    this.#current.handlerMs.byName[name] ??= [];
    const samples = this.#current.handlerMs.byName[name];
    if (samples.length < HANDLER_SAMPLES) samples.push(ms);
  }

  mounted(view: string): void {
    this.#current.mounts.connected++;
    increment(this.#current.mounts.byView, view);
  }

  received(files: readonly ReceivedFile[]): void {
    this.#current.files.push(...files);
  }

  page(path: string): void {
    increment(this.#current.pages, path);
  }

  response(status: number): void {
    this.#current.http.requests++;
    increment(this.#current.http.byStatus, String(status));
  }

  frame(direction: "framesReceived" | "framesSent", path: string, bytes: number): void {
    const frames = this.#current[direction];
    frames.byPath[path] ??= { count: 0, bytes: 0 };
    const ofPath = frames.byPath[path];
    for (const counter of [frames, ofPath]) {
      counter.count++;
      counter.bytes += bytes;
    }
  }
}

function increment(counters: Record<string, number>, key: string): void {
  counters[key] = (counters[key] ?? 0) + 1;
}

function emptyStats(open: number): TargetStats {
  return {
    pages: {},
    statics: 0,
    mounts: { connected: 0, byView: {} },
    joins: 0,
    leaves: 0,
    crashes: 0,
    events: { byName: {}, byType: {} },
    handlerMs: { byName: {} },
    patches: 0,
    diffs: 0,
    sockets: { opened: 0, closed: 0, open },
    longpolls: 0,
    files: [],
    http: { requests: 0, byStatus: {} },
    framesReceived: { count: 0, bytes: 0, byPath: {} },
    framesSent: { count: 0, bytes: 0, byPath: {} },
  };
}
