import { readFile } from "node:fs/promises";
import { invalidOption, isRecord } from "../../base/invalid-option.js";
import { rememberIfSecret } from "../../base/secrets/known-secrets.js";
import type { OriginStorage, StorageState, StoredCookie } from "../page-port.js";
import type { StoredDatabase } from "../stored-database.js";

const ALLOWED = "a JSON file of cookies and origins, as storageState() and Playwright write it";
const STRING = { type: "string" };
const ENTRIES = {
  type: "array",
  items: {
    type: "object",
    required: ["name", "value"],
    additionalProperties: false,
    properties: { name: STRING, value: STRING },
  },
};

/** The path of a file, or the state itself, with what it leaves out added; `undefined` for anything else. */
export function parseStorageState(raw: unknown): string | StorageState | undefined {
  if (typeof raw === "string") return raw.trim() === "" ? undefined : raw;
  if (!isRecord(raw) || !Array.isArray(raw.cookies) || !Array.isArray(raw.origins)) return undefined;
  const cookies = raw.cookies.map(cookieOf);
  const origins = raw.origins.map(originOf);
  const isGood = [...cookies, ...origins].every((item) => item !== undefined);
  return isGood ? { cookies: cookies as StoredCookie[], origins: origins as OriginStorage[] } : undefined;
}
parseStorageState.schema = {
  anyOf: [
    { type: "string", pattern: "\\S" },
    {
      type: "object",
      required: ["cookies", "origins"],
      properties: {
        cookies: {
          type: "array",
          items: {
            type: "object",
            required: ["name", "value", "domain"],
            properties: {
              ...{ name: STRING, value: STRING, domain: { type: "string", pattern: "\\S" }, path: STRING },
              ...{ expires: { type: "number" }, httpOnly: { type: "boolean" }, secure: { type: "boolean" } },
              sameSite: { enum: ["Strict", "Lax", "None"] },
            },
          },
        },
        origins: {
          type: "array",
          items: {
            type: "object",
            required: ["origin", "localStorage"],
            properties: {
              origin: { type: "string", pattern: "^https?://[a-z0-9.-]+(:\\d{1,4})?$" },
              localStorage: ENTRIES,
              sessionStorage: ENTRIES,
            },
          },
        },
      },
    },
  ],
};

/** A file of a state, and how the option's owner wrote it. */
interface StorageFile {
  /** Its absolute path. */
  readonly file: string;
  /** The option's name in messages. */
  readonly label: string;
  /** The option's value. Default: the path. */
  readonly value?: string;
}

/** Reads the file of a state. Rejects with `INVALID_OPTION`. */
export async function readStorageState({ file, label, value = file }: StorageFile): Promise<StorageState> {
  const refused = (hint: string) => invalidOption({ option: "storageState", label, value, allowed: ALLOWED, hint });
  const text = await readFile(file, "utf8").catch(() => {
    throw refused(`${file} cannot be read`);
  });
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw refused(`${file} is not JSON`);
  }
  const state = typeof given === "string" ? undefined : parseStorageState(given);
  if (typeof state === "object") return state;
  throw refused(`${file} has other content`);
}

/** Masks the cookies and entries of a state that may be secret in all further output of this process. */
export function rememberStorageState({ cookies, origins }: StorageState): void {
  const entries = origins.flatMap(({ localStorage, sessionStorage }) => [...localStorage, ...sessionStorage]);
  for (const { name, value } of [...cookies, ...entries]) rememberIfSecret(name, value);
}

function cookieOf(raw: unknown): StoredCookie | undefined {
  if (!isRecord(raw)) return undefined;
  const { name, value, domain, path = "/", expires = -1, httpOnly = false, secure = false, sameSite = "Lax" } = raw;
  const texts = [name, value, domain, path].every((text) => typeof text === "string");
  const isGood =
    texts && domain !== "" && typeof expires === "number" && typeof httpOnly === "boolean" && typeof secure === "boolean";
  if (!isGood || !["Strict", "Lax", "None"].includes(sameSite as string)) return undefined;
  return { name, value, domain, path, expires, httpOnly, secure, sameSite } as StoredCookie;
}

function originOf(raw: unknown): OriginStorage | undefined {
  if (!isRecord(raw)) return undefined;
  const { origin, localStorage = [], sessionStorage = [], indexedDB } = raw;
  if (typeof origin !== "string" || !URL.canParse(origin) || new URL(origin).origin !== origin) return undefined;
  const [local, session] = [entriesOf(localStorage), entriesOf(sessionStorage)];
  if (local === undefined || session === undefined || (indexedDB !== undefined && !areDatabases(indexedDB))) return undefined;
  return { origin, localStorage: local, sessionStorage: session, ...(indexedDB === undefined ? {} : { indexedDB }) };
}

function areDatabases(raw: unknown): raw is readonly StoredDatabase[] {
  return areNamed(raw, (one) => typeof one.version === "number" && areNamed(one.stores, isObjectStore));
}

function isObjectStore(one: Readonly<Record<string, unknown>>): boolean {
  const isIndex = (index: typeof one) =>
    typeof index.multiEntry === "boolean" && typeof index.unique === "boolean" && hasPath(index);
  const { autoIncrement, indexes, records } = one;
  const areRecords = Array.isArray(records) && records.every(isRecord);
  return typeof autoIncrement === "boolean" && hasPath(one) && areNamed(indexes, isIndex) && areRecords;
}

function hasPath({ keyPath, keyPathArray = [] }: Readonly<Record<string, unknown>>): boolean {
  const isText = (one: unknown) => typeof one === "string";
  return (keyPath === undefined || isText(keyPath)) && Array.isArray(keyPathArray) && keyPathArray.every(isText);
}

function areNamed(raw: unknown, isGood: (one: Readonly<Record<string, unknown>>) => boolean): boolean {
  return Array.isArray(raw) && raw.every((one: unknown) => isRecord(one) && typeof one.name === "string" && isGood(one));
}

function entriesOf(raw: unknown): OriginStorage["localStorage"] | undefined {
  if (!Array.isArray(raw)) return undefined;
  const entries = raw.map((entry: unknown) => {
    const { name, value } = isRecord(entry) ? entry : {};
    return typeof name === "string" && typeof value === "string" ? { name, value } : undefined;
  });
  return entries.every((entry) => entry !== undefined) ? (entries as OriginStorage["localStorage"]) : undefined;
}
