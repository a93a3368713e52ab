import { type FileHandle, open, stat, truncate } from "node:fs/promises";
import type { Clock } from "../../../base/clock.js";

const MAX_LOG_BYTES = 16 * 1024 * 1024;
const LOOK_EVERY_MS = 30_000;
const TAIL_BYTES = 32 * 1024;

/**
 * Opens the file for a node's output. A file, not a pipe, so that the node can run on until its lease ends when we die. In
 * append mode, so that it can be truncated while the node writes.
 */
export function openLog(path: string): Promise<FileHandle> {
  return open(path, "a", 0o600);
}

/** Truncates the log whenever it has grown large, so that a verbose scenario does not fill the disk. Returns a function that stops it. */
export function keepLogShort(path: string, clock: Clock): () => void {
  let over = false;
  let stop = () => {};
  const look = async () => {
    const { size } = await stat(path).catch(() => ({ size: 0 }));
    if (size > MAX_LOG_BYTES) await truncate(path).catch(() => {});
    if (!over) watch();
  };
  const watch = () => {
    const timer = clock.setTimer(() => void look(), LOOK_EVERY_MS, { background: true });
    stop = () => timer.cancel();
  };
  watch();
  return () => {
    over = true;
    stop();
  };
}

/** The last non-empty lines; none if there is no log. */
export async function lastLinesOf(path: string, count: number): Promise<readonly string[]> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return [];
  try {
    const { size } = await file.stat();
    const position = Math.max(0, size - TAIL_BYTES);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(size, TAIL_BYTES)), { position });
    const lines = buffer.toString("utf8", 0, bytesRead).split("\n");
    return lines.filter((line) => line.trim() !== "").slice(-count);
  } finally {
    await file.close();
  }
}
