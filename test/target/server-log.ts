import { createHash } from "node:crypto";

/** What reached the server, in its order. Requests of `/stats` and long polls, and heartbeats, are not in it. */
export type ServerLogEntry =
  | { readonly kind: "request"; readonly method: string; readonly path: string; readonly status: number }
  | { readonly kind: "socket"; readonly query: string }
  | { readonly kind: "frame"; readonly topic: string; readonly event: string; readonly payload: unknown }
  | { readonly kind: "bytes"; readonly topic: string; readonly event: string; readonly size: number; readonly sha256: string };

/** Keeps what reached the server, if it was asked for: a load test would fill the memory with it. */
export class ServerLog {
  readonly #isKept: boolean;
  #entries: ServerLogEntry[] = [];

  constructor(isKept: boolean) {
    this.#isKept = isKept;
  }

  get entries(): readonly ServerLogEntry[] {
    return [...this.#entries];
  }

  reset(): void {
    this.#entries = [];
  }

  request(entry: { readonly method: string; readonly path: string; readonly status: number }): void {
    if (/^\/(stats|live\/longpoll)/.test(entry.path)) return;
    this.#add({ kind: "request", ...entry });
  }

  socket(query: string): void {
    this.#add({ kind: "socket", query });
  }

  frame(topic: string, event: string, payload: unknown): void {
    if (topic !== "phoenix") this.#add({ kind: "frame", topic, event, payload });
  }

  bytes(topic: string, event: string, bytes: Buffer): void {
    this.#add({ kind: "bytes", topic, event, size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
  }

  #add(entry: ServerLogEntry): void {
    if (this.#isKept) this.#entries.push(entry);
  }
}
