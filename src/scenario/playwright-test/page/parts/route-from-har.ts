import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isRecord } from "../../../../base/invalid-option.js";
import { notThere } from "../not-there.js";

/** The options of `routeFromHAR`. */
export interface HarOptions {
  readonly url?: unknown;
  readonly notFound?: "abort" | "fallback";
  readonly update?: boolean;
}

/** The parts of an entry that answer a request. */
interface Entry {
  readonly request: { readonly method: string; readonly url: string; readonly postData?: { readonly text?: string } };
  readonly response: {
    readonly status: number;
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly content: { readonly text?: string; readonly encoding?: string; readonly _file?: string };
  };
}

/** The members of Playwright's `Route` that are used. */
interface AnsweredRoute {
  request(): { url(): string; method(): string; postData(): string | null };
  fulfill(answer: object): Promise<void>;
  abort(): Promise<void>;
  fallback(): Promise<void>;
}

/** Reads an archive, and returns a handler that answers with what it holds. */
export async function harHandler(
  path: string,
  { notFound = "abort", update }: HarOptions,
): Promise<(route: AnsweredRoute) => unknown> {
  if (update === true) throw notThere("routeFromHAR({ update })", "a load records nothing");
  if (path.endsWith(".zip")) throw notThere("routeFromHAR() with a .zip file", "unpack it");
  const archive = JSON.parse(await readFile(path, "utf8")) as unknown;
  const log = isRecord(archive) && isRecord(archive.log) ? archive.log : {};
  if (!Array.isArray(log.entries)) throw new Error(`${path} is no HAR file: it has no entries`);
  const entries = log.entries as readonly Entry[];
  return async (route) => {
    const entry = entryFor(entries, route.request());
    if (entry === undefined) return notFound === "fallback" ? route.fallback() : route.abort();
    const { status, headers, content } = entry.response;
    const body = await bodyOf(content, dirname(path));
    return route.fulfill({
      status,
      headers: Object.fromEntries(headers.filter(isKept).map(({ name, value }) => [name, value])),
      body,
    });
  };
}

/** Chooses, among several answers to a request, the one whose request had the same body. */
function entryFor(entries: readonly Entry[], request: ReturnType<AnsweredRoute["request"]>): Entry | undefined {
  const fitting = entries.filter((entry) => entry.request.url === request.url() && entry.request.method === request.method());
  const body = request.postData() ?? "";
  return fitting.find((entry) => (entry.request.postData?.text ?? "") === body) ?? fitting[0];
}

async function bodyOf({ text = "", encoding, _file }: Entry["response"]["content"], folder: string): Promise<Buffer> {
  if (_file !== undefined) return readFile(join(folder, _file));
  return Buffer.from(text, encoding === "base64" ? "base64" : "utf8");
}

/** The body is whole and plain now. */
function isKept({ name }: { readonly name: string }): boolean {
  return !/^(?::|content-encoding$|content-length$|transfer-encoding$)/i.test(name);
}
