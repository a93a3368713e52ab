import type { KubernetesListObject, KubernetesObject } from "@kubernetes/client-node";
import type { Clock } from "../../../../base/clock.js";
import { delay, withDeadline } from "../../../../base/deadline.js";
import { statusOf } from "../api-errors.js";
import { linesOf, openStream, StreamRefused } from "../api-stream.js";
import type { Kubernetes } from "../kubernetes-client.js";

/** Objects of one kind, and callbacks for them. */
export interface FollowedObjects<T extends KubernetesObject> {
  /** Path of their list below the server's URL. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly list: () => Promise<KubernetesListObject<T>>;
  /** Called when an object exists or has changed. */
  readonly onPresent: (object: T) => void;
  /** Called with the last state of an object that no longer exists. */
  readonly onGone: (object: T) => void;
  /** Called for each failed attempt to follow the API server. */
  readonly onTrouble: (error: unknown) => void;
}

interface Ports {
  readonly kubernetes: Kubernetes;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The server ends a watch after this time; we do so a little later. */
const WATCH_SECONDS = 240;
const WATCH_DEADLINE_MS = (WATCH_SECONDS + 30) * 1000;
const ANSWER_MS = 15_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const GONE = 410;

/**
 * Lists objects, then watches them from that version on; when the server no longer has it (410), or anything fails, lists
 * again and tells the difference. Resolves when the signal aborts, and never rejects.
 */
export async function followObjects<T extends KubernetesObject>(objects: FollowedObjects<T>, ports: Ports): Promise<void> {
  const { clock, signal } = ports;
  const known = new Map<string, T>();
  let version: string | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const since = clock.now();
    try {
      version ??= await listAll(objects, known);
      version = await watchFrom(version, { objects, known, ports });
      // A server that hangs up at once is not asked in a tight loop.
      if (clock.now() - since > FIRST_PAUSE_MS) {
        pauseMs = FIRST_PAUSE_MS;
        continue;
      }
    } catch (error) {
      if (signal.aborted) return;
      version = undefined;
      if (statusOf(error) !== GONE) objects.onTrouble(error);
    }
    await delay(pauseMs, { clock, signal }).catch(() => {});
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }
}

async function listAll<T extends KubernetesObject>(objects: FollowedObjects<T>, known: Map<string, T>): Promise<string> {
  const { items, metadata } = await objects.list();
  const present = new Set(items.map(uidOf));
  for (const object of [...known.values()].filter((before) => !present.has(uidOf(before)))) forget(object, { objects, known });
  for (const object of items) remember(object, { objects, known });
  return metadata?.resourceVersion ?? "";
}

interface Watching<T extends KubernetesObject> {
  readonly objects: FollowedObjects<T>;
  readonly known: Map<string, T>;
}

/** Resolves to the last version seen when the server ends the watch; rejects with status 410 when it is too old. */
async function watchFrom<T extends KubernetesObject>(
  from: string,
  { objects, known, ports }: Watching<T> & { readonly ports: Ports },
): Promise<string> {
  const over = new AbortController();
  const end = () => over.abort();
  ports.signal.addEventListener("abort", end, { once: true });
  const deadline = ports.clock.setTimer(end, WATCH_DEADLINE_MS, { background: true });
  let version = from;
  try {
    const watch = { watch: true, resourceVersion: from, allowWatchBookmarks: true, timeoutSeconds: WATCH_SECONDS };
    const query = { ...objects.query, ...watch };
    // The server answers a watch at once, even if no event follows for long.
    const wait = { clock: ports.clock, timeoutMs: ANSWER_MS, what: "the API server to answer" };
    const stream = openStream(ports.kubernetes, { path: objects.path, query, signal: over.signal });
    const answer = await withDeadline(stream, wait);
    for await (const line of linesOf(answer)) {
      const { type, object } = JSON.parse(line) as { readonly type: string; readonly object: T };
      // The answer was 200; this is the refusal that it turned into, as a Status with its code.
      if (type === "ERROR") throw new StreamRefused((object as { readonly code?: number }).code ?? 0, JSON.stringify(object));
      version = object.metadata?.resourceVersion ?? version;
      if (type === "DELETED") forget(object, { objects, known });
      else if (type !== "BOOKMARK") remember(object, { objects, known });
    }
    return version;
  } finally {
    ports.signal.removeEventListener("abort", end);
    deadline.cancel();
    over.abort();
  }
}

function remember<T extends KubernetesObject>(object: T, { objects, known }: Watching<T>): void {
  known.set(uidOf(object), object);
  objects.onPresent(object);
}

function forget<T extends KubernetesObject>(object: T, { objects, known }: Watching<T>): void {
  known.delete(uidOf(object));
  objects.onGone(object);
}

function uidOf({ metadata }: KubernetesObject): string {
  return metadata?.uid ?? metadata?.name ?? "";
}
