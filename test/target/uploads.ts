import { createHash, randomBytes } from "node:crypto";
import type { Json } from "./diff.js";
import { flag, html, raw, type Template } from "./template.js";

/** A file that the server has received. */
export interface ReceivedFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
}

export function receivedFile(name: string, type: string, bytes: Uint8Array): ReceivedFile {
  return { name, type, size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** Phoenix LiveView's default. */
const CHUNK_BYTES = 64_000;
const MAX_BYTES = 8 * 1024 * 1024;
const CHUNK_TIMEOUT_MS = 10_000;

/** A file of an upload: announced, then allowed, then sent in chunks over a channel of its own. */
export class UploadEntry {
  readonly ref: string;
  readonly name: string;
  readonly type: string;
  readonly #chunks: Buffer[] = [];
  isAllowed = false;
  /** In percent, as the client reports it. */
  progress = 0;

  constructor({ ref, name, type }: { readonly ref?: unknown; readonly name?: unknown; readonly type?: unknown }) {
    this.ref = String(ref);
    this.name = String(name);
    this.type = String(type);
  }

  get isDone(): boolean {
    return this.progress >= 100;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
  }
}

/** Uploads that were allowed, by the token with which the client opens their channel. */
export class AllowedUploads {
  readonly #entries = new Map<string, UploadEntry>();

  allow(entry: UploadEntry): string {
    const token = randomBytes(12).toString("base64url");
    this.#entries.set(token, entry);
    return token;
  }

  take(token: unknown): UploadEntry | undefined {
    const entry = this.#entries.get(String(token));
    this.#entries.delete(String(token));
    return entry;
  }
}

/** What `allow_upload` sets up in a LiveView: an input, and the files that were chosen in it. */
export class Upload {
  readonly ref = `phx-${randomBytes(8).toString("base64url")}`;
  readonly #name: string;
  readonly #maxEntries: number;
  readonly #allowed: AllowedUploads;
  #entries: readonly UploadEntry[] = [];

  constructor(name: string, maxEntries: number, allowed: AllowedUploads) {
    this.#name = name;
    this.#maxEntries = maxEntries;
    this.#allowed = allowed;
  }

  get entries(): readonly UploadEntry[] {
    return this.#entries;
  }

  /** The files that a change event of the form names. */
  choose(given: readonly object[]): void {
    const known = (ref: unknown) => this.#entries.find((entry) => entry.ref === String(ref));
    this.#entries = given.map((file) => known((file as { readonly ref?: unknown }).ref) ?? new UploadEntry(file));
  }

  /** Answers the client's `allow_upload` before it sends the files. */
  allow(): Readonly<Record<string, Json>> {
    const allowed = this.#entries.slice(0, this.#maxEntries).filter((entry) => !entry.isAllowed);
    const entries = allowed.map((entry) => [entry.ref, this.#allowed.allow(entry)] as const);
    for (const entry of allowed) entry.isAllowed = true;
    const { ref } = this;
    const limits = { max_file_size: MAX_BYTES, max_entries: this.#maxEntries };
    return {
      ref,
      config: { ...limits, chunk_size: CHUNK_BYTES, chunk_timeout: CHUNK_TIMEOUT_MS },
      entries: Object.fromEntries(entries),
      errors: {},
    };
  }

  progressed(entryRef: unknown, progress: unknown): void {
    const entry = this.#entries.find(({ ref }) => ref === String(entryRef));
    if (entry !== undefined) entry.progress = Number(progress);
  }

  /** The complete files, which then leave the upload. */
  consume(): readonly ReceivedFile[] {
    const done = this.#entries.filter(({ isDone }) => isDone);
    this.#entries = this.#entries.filter(({ isDone }) => !isDone);
    return done.map(({ name, type, bytes }) => receivedFile(name, type, bytes));
  }

  /** The input, as `live_file_input` renders it. */
  input(): Template {
    const refs = (wanted: (entry: UploadEntry) => boolean) =>
      this.#entries
        .filter(wanted)
        .map(({ ref }) => ref)
        .join(",");
    const active = refs(() => true);
    const done = refs(({ isDone }) => isDone);
    const allowed = refs(({ isAllowed }) => isAllowed);
    const several = flag("multiple", this.#maxEntries > 1);
    return html`<input id="${this.ref}" type="file" name="${this.#name}"${several} data-phx-hook="Phoenix.LiveFileUpload" data-phx-update="ignore"${raw(` data-phx-upload-ref="${this.ref}"`)} data-phx-active-refs="${active}" data-phx-done-refs="${done}" data-phx-preflighted-refs="${allowed}">`;
  }
}
