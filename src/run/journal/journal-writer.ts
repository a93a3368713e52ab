import { type FileHandle, open } from "node:fs/promises";
import type { Clock } from "../../base/clock.js";
import { messageOf } from "../../base/errors.js";
import { encodeBlocks, type JournalRecord, journalHead } from "./journal-format.js";

/** How long records gather before they are written together. */
const GROUP_MS = 100;

/** What a journal needs from outside. */
export interface JournalPorts {
  readonly clock: Clock;
  /** Called once when the journal cannot be written any more; the run goes on without it. */
  readonly onTrouble: (message: string) => void;
}

/**
 * Writes what the nodes send to disk before it is acknowledged, so that a run whose controller dies can still be
 * reported. Records are written in groups; one write is under way at a time, in order.
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

  /** The file is created with the first record: a run that is refused before leaves the journal of an earlier one. */
  constructor(path: string, ports: JournalPorts) {
    this.#path = path;
    this.#ports = ports;
  }

  /** Whether everything that came so far is on disk, or on its way there. */
  get status(): "complete" | "incomplete" {
    return this.#complete && !this.#lacksSome ? "complete" : "incomplete";
  }

  /** Says that something came that could not be taken: the journal is written on, but lacks that. */
  leftOut(): void {
    this.#lacksSome = true;
  }

  /** The file was deleted: what follows would go nowhere. */
  lost(): void {
    this.#complete = false;
  }

  /** Resolves when the record is on disk, or when the journal has been given up: then memory alone holds it. */
  append(record: JournalRecord): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ record, written: resolve });
      if (this.#scheduled) return;
      this.#scheduled = true;
      this.#ports.clock.setTimer(() => this.#writeGroup(), GROUP_MS);
    });
  }

  /** Writes what is waiting and closes the file. */
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
