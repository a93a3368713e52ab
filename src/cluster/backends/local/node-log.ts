import { type FileHandle, open, stat, truncate } from "node:fs/promises";
import type { Clock } from "../../../base/clock.js";

const MAX_LOG_BYTES = 16 * 1024 * 1024;
const LOOK_EVERY_MS = 30_000;
const TAIL_BYTES = 32 * 1024;

/**
 * Opens a node's output. A file, not a pipe: when we die, the node must be able to go on until its lease ends. Appended to,
 * so that it can be cut while the node writes.
 */
export function openLog(path: string): Promise<FileHandle> {
  return open(path, "a", 0o600);
}

/** Empties the log whenever it has grown large, until the returned function is called: a talkative scenario must not fill the disk. */
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

/** The last lines that are not empty; none where there is no log. */
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
