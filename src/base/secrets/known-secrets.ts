import { isSecretName } from "./secret-names.js";

/** The text that replaces a secret. */
export const MASK = "***";

/** Shorter values are not masked: they occur in ordinary words, and would make texts unreadable. */
const MIN_LENGTH = 4;
/** From this length on, a value is masked even inside a word. */
const UNMISTAKABLE = 8;
/** Data may hold a password per user. Beyond this many, secrets are masked by their form only. */
const MAX_VALUES = 200_000;
const MAX_DEPTH = 8;

/** `Bearer abc` in a header: programs often pass on the token without the scheme. */
const CREDENTIAL = /^(?:bearer|basic|digest|negotiate|apikey|token)\s+(\S+)$/i;
/** `session=abc; theme=dark`. */
const COOKIES = /^[\w.-]+=[^\s;]+(?:;\s*[\w.-]+=[^\s;]+)*$/;

/** Values known to be secret, by their first characters and then by length, as many passwords share a beginning. */
const byStart = new Map<string, Map<number, Set<string>>>();
let count = 0;
let changes = 0;
let longest = 0;

/**
 * Masks this value from now on in every text that leaves the process, also in percent-encoding and base64. A token or cookie
 * in the value of a header is also masked on its own.
 */
export function rememberSecret(value: string): void {
  for (const part of secretsWithin(value)) remember(part);
  remember(value);
}

function remember(value: string): void {
  if (value.length < MIN_LENGTH || isWordForSecret(value)) return;
  const [inUrl, inJson] = [encoded(value), JSON.stringify(value).slice(1, -1)];
  for (const form of new Set([value, inUrl, inUrl.replaceAll("%20", "+"), inJson, ...inHtml(value)])) add(form);
  if (value.length >= UNMISTAKABLE) add(base64(value).replace(/=+$/, ""));
}

/** As a browser writes it, in text and in an attribute. */
function inHtml(value: string): readonly [string, string] {
  const text = value.replaceAll("&", "&amp;").replaceAll("\u00a0", "&nbsp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [text, text.replaceAll('"', "&quot;")];
}

function secretsWithin(value: string): readonly string[] {
  const credential = CREDENTIAL.exec(value)?.[1];
  if (credential !== undefined) return [credential, ...passwordsIn(credential)];
  if (!COOKIES.test(value)) return [];
  return value
    .split(/;\s*/)
    .map((pair) => pair.slice(pair.indexOf("=") + 1))
    .filter(looksSecret);
}

/** The password in the base64 of `user:password`, as in basic authentication. */
function passwordsIn(credential: string): readonly string[] {
  try {
    const decoded = atob(credential);
    return /^[\x20-\x7e]+$/.test(decoded) && decoded.includes(":") ? [decoded.slice(decoded.indexOf(":") + 1)] : [];
  } catch {
    return [];
  }
}

/** Many a test account's password is `password`. Masking that word would hide every `#password` and protect nothing. */
function isWordForSecret(value: string): boolean {
  return /^[a-z]+$/i.test(value) && isSecretName(value);
}

/** Masks values with secret names in data given to LiveLoad: options, data rows, results of `config` and `setup`. */
export function rememberSecretsIn(value: unknown, depth = 0): void {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return;
  for (const [key, inner] of Object.entries(value)) {
    if (isSecretName(key)) rememberAll(inner, depth);
    else rememberSecretsIn(inner, depth + 1);
  }
}

/** Calls {@link rememberSecretsIn} and returns the value. */
export function withSecretsKnown<T>(value: T): T {
  rememberSecretsIn(value);
  return value;
}

/** Masks a text and the texts of a list; of an object such as `auth: { url, user, password }`, only secret properties. */
function rememberAll(value: unknown, depth: number): void {
  if (typeof value === "string") rememberSecret(value);
  else if (Array.isArray(value)) for (const item of value) rememberAll(item, depth + 1);
  else if (typeof value === "object" && value !== null && depth <= MAX_DEPTH) {
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === "string") rememberIfSecret(key, inner);
      else rememberAll(inner, depth + 1);
    }
  }
}

/** Masks a value that may be secret, such as an environment variable, if its name or its form says so. */
export function rememberIfSecret(name: string, value: string): void {
  if (isSecretName(name) || looksSecret(value)) rememberSecret(value);
}

/** Changes whenever a value is added, after which masked texts may have to be masked again. */
export function knownSecretsVersion(): number {
  return changes;
}

/** Length of the longest known value, in any of its encodings. */
export function longestKnownSecret(): number {
  return longest;
}

/** Masks every known value in a text. */
export function withoutKnownSecrets(text: string): string {
  if (count === 0 || text.length < MIN_LENGTH) return text;
  let [masked, from] = ["", 0];
  for (let at = 0; at + MIN_LENGTH <= text.length; ) {
    const found = secretAt(text, at);
    if (found === 0) {
      at += 1;
      continue;
    }
    masked += text.slice(from, at) + MASK;
    at += found;
    from = at;
  }
  return from === 0 ? text : masked + text.slice(from);
}

/** The length of the longest known value at this position; 0 when there is none. */
function secretAt(text: string, at: number): number {
  const candidates = byStart.get(text.slice(at, at + MIN_LENGTH));
  if (candidates === undefined) return 0;
  let longest = 0;
  for (const [length, values] of candidates) {
    if (length <= longest || !values.has(text.slice(at, at + length))) continue;
    if (length >= UNMISTAKABLE || isAlone(text, at, length)) longest = length;
  }
  return longest;
}

function isAlone(text: string, at: number, length: number): boolean {
  return !/[A-Za-z0-9]/.test(text.charAt(at - 1)) && !/[A-Za-z0-9]/.test(text.charAt(at + length));
}

function add(form: string): void {
  longest = Math.max(longest, form.length);
  if (count >= MAX_VALUES) return;
  const start = form.slice(0, MIN_LENGTH);
  const byLength = byStart.get(start) ?? new Map<number, Set<string>>();
  byStart.set(start, byLength);
  const values = byLength.get(form.length) ?? new Set();
  byLength.set(form.length, values);
  if (values.has(form)) return;
  values.add(form);
  count += 1;
  changes += 1;
}

/** Without `Buffer`, because the pages of reports import this module. */
function base64(value: string): string {
  return btoa(Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte)).join(""));
}

/** Lone surrogates cannot be percent-encoded. */
function encoded(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Whether a value is not an address, a path, a number or plain words, which would mask half of a report. */
function looksSecret(value: string): boolean {
  return value.length >= UNMISTAKABLE && !/^[a-z][a-z0-9+.-]*:\/\/|^[./~]|^[\d.,:]+[a-z]*$|^[a-z]+(?:[-_ ][a-z]+)*$/.test(value);
}
