import { type FileHandle, open } from "node:fs/promises";
import type { Clock } from "../../base/clock.js";
import { messageOf } from "../../base/errors.js";
import { encodeBlocks, type JournalRecord, journalHead } from "./journal-format.js";

/** Records that arrive within this time are written together. */
const GROUP_MS = 100;

/** The world around a journal. */
export interface JournalPorts {
  readonly clock: Clock;
  /** Called once when the journal can no longer be written; the run goes on without it. */
  readonly onTrouble: (message: string) => void;
}

/**
 * Writes the nodes' batches to disk before they are acknowledged, so that a run whose controller dies can still be
 * reported. Records are written in groups and in order, one write at a time.
 */
export class JournalWriter {
  readonly #path: string;
  readonly #ports: JournalPorts;
  #file: FileHandle | undefined;
  #waiting: { readonly record: JournalRecord; readonly written: () => void }[] = [];
  #writing: Promise<void> = Promise.resolve();
  #scheduled = false;
  #complete = true;
  #lacksSome = false;

  /** The file is created with the first record, so that a refused run does not touch an earlier journal. */
  constructor(path: string, ports: JournalPorts) {
    this.#path = path;
    this.#ports = ports;
  }

  /** Whether everything received so far is on disk or about to be. */
  get status(): "complete" | "incomplete" {
    return this.#complete && !this.#lacksSome ? "complete" : "incomplete";
  }

  /** Records that a batch was rejected: the journal goes on, but is incomplete. */
  leftOut(): void {
    this.#lacksSome = true;
  }

  /** Gives the journal up because its file was deleted. */
  lost(): void {
    this.#complete = false;
  }

  /** Resolves when the record is on disk, or when the journal has been given up and only memory holds it. */
  append(record: JournalRecord): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ record, written: resolve });
      if (this.#scheduled) return;
      this.#scheduled = true;
      this.#ports.clock.setTimer(() => this.#writeGroup(), GROUP_MS);
    });
  }

  /** Writes pending records and closes the file. */
  async close(): Promise<void> {
    this.#writeGroup();
    await this.#writing;
    await this.#file?.close().catch(() => {});
  }

  #writeGroup(): void {
    this.#scheduled = false;
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length === 0) return;
    this.#writing = this.#writing.then(async () => {
      await this.#write(group.map(({ record }) => record));
      for (const { written } of group) written();
    });
  }

  async #write(records: readonly JournalRecord[]): Promise<void> {
    if (!this.#complete) return;
    try {
      this.#file ??= await this.#create();
      await this.#file.appendFile(encodeBlocks(records));
    } catch (error) {
      this.#complete = false;
      this.#ports.onTrouble(`the journal ${this.#path} cannot be written: ${messageOf(error)}; the run goes on without it`);
    }
  }

  async #create(): Promise<FileHandle> {
    const file = await open(this.#path, "w");
    await file.appendFile(journalHead());
    return file;
  }
}
