import type { ServerLogEntry } from "../../target/target.js";

/** What the server saw of one user, without what differs between two runs of the same scenario. */
export interface NormalLog {
  /** Documents and posted forms, in order. */
  readonly documents: readonly string[];
  /** Other requests, sorted. */
  readonly assets: readonly string[];
  readonly sockets: readonly string[];
  /** Frames of the channels, in order. */
  readonly frames: readonly string[];
  /** Those of uploads, in order of each file: files are sent at the same time, in whatever turns. */
  readonly uploads: Readonly<Record<string, readonly string[]>>;
}

export function normalLog(entries: readonly ServerLogEntry[]): NormalLog {
  const names = new Names();
  const requests = entries
    .filter((entry) => entry.kind === "request")
    .map(({ method, path, status }) => `${method} ${path} ${status}`);
  const isAsset = (request: string) => /^GET \/(assets|favicon)/.test(request);
  return {
    documents: requests.filter((request) => !isAsset(request)),
    assets: requests.filter(isAsset).sort(),
    sockets: entries.flatMap((entry) => (entry.kind === "socket" ? [entry.query] : [])),
    frames: entries.filter((entry) => uploadOf(entry) === undefined).flatMap((entry) => frameText(entry, names)),
    uploads: uploadsOf(entries, names),
  };
}

function uploadsOf(entries: readonly ServerLogEntry[], names: Names): NormalLog["uploads"] {
  const uploads: Record<string, string[]> = {};
  for (const entry of entries) {
    const upload = uploadOf(entry);
    if (upload !== undefined) uploads[upload] = [...(uploads[upload] ?? []), ...frameText(entry, names)];
  }
  return uploads;
}

/** The number of the file that a frame is about. */
function uploadOf(entry: ServerLogEntry): string | undefined {
  if (entry.kind !== "frame" && entry.kind !== "bytes") return undefined;
  if (entry.topic.startsWith("lvu:")) return entry.topic.slice("lvu:".length);
  const { entry_ref: file } =
    entry.kind === "frame" && entry.event === "progress" ? (entry.payload as { entry_ref?: string }) : {};
  return file;
}

function frameText(entry: ServerLogEntry, names: Names): readonly string[] {
  switch (entry.kind) {
    case "frame":
      return [names.in(`${entry.topic} ${entry.event} ${JSON.stringify(withoutSecrets(entry.payload), undefined, 1)}`)];
    case "bytes":
      return [names.in(`${entry.topic} ${entry.event} ${entry.size} bytes ${entry.sha256}`)];
    default:
      return [];
  }
}

const SECRETS = new Set(["session", "static", "token"]);
/** The file was made while the test ran. */
const TIME = "last_modified";

/** Signed texts differ in every document, and say only that they are there. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, field]) => [
      key,
      SECRETS.has(key) && typeof field === "string" ? "(signed)" : key === TIME ? typeof field : withoutSecrets(field),
    ]),
  );
}

/** Ids that the server makes up are numbered in the order of their first appearance. */
class Names {
  readonly #known = new Map<string, string>();

  in(text: string): string {
    return text.replace(/phx-[\w-]{11}(?![\w-])/g, (id) => {
      const name = this.#known.get(id) ?? `phx#${this.#known.size + 1}`;
      this.#known.set(id, name);
      return name;
    });
  }
}
