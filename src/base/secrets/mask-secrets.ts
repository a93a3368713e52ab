import { boundedText, cutAt } from "../wording/bounded-text.js";
import { longestKnownSecret, MASK, withoutKnownSecrets } from "./known-secrets.js";
import { isSecretName, isStrongSecretName } from "./secret-names.js";

/*
 * The only place that masks secrets in texts that leave the process: first the known values (known-secrets.ts), then what has
 * the form of a secret. Masking a masked text changes nothing.
 * Every pattern runs in linear time: it starts only at the beginning of a run of characters, or its length is bounded.
 */

/** Everything between the scheme and the last `@` of an authority. */
const USER_INFO = /([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/?#"'`<>\\]*)@/gi;
const JWT = /\beyJ[\w-]{6,4000}\.[\w-]{4,}(?:\.[\w-]*)?/g;
/** Tokens with a prefix of their issuer. */
const BRANDED =
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abeoprs]-[\w-]{10,}|\b(?:sk|rk)_(?:live|test)_\w{8,}|\bAIza[\w-]{30,}/g;
const PEM = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
/** `Authorization: Bearer x`, `Cookie: a=b; c=d`: up to the end of the line or of the quoted text. */
const HEADER = /\b((?:proxy-)?authorization|(?:set-)?cookie2?)(\\*["'`]?\s*[:=]\s*\\*["'`]?)([^\r\n"'`\\]+)/gi;
const SCHEME = /\b(bearer|basic|digest|negotiate|apikey|token)(\s+)([\w+/.~=-]{8,})/gi;
/** `"password": "x"`, `{ token: 'x' }`, also as JSON inside JSON: up to the opening quote, which is the last group. */
const QUOTED = /(?<![\w$.-])([\w$.-]+)\\*["'`]?\s*[:=]\s*(\\*["'`])/g;
/** A name with characters that URLs encode or forms use: `user[password]=`, `api%5Fkey=`. */
const PAIR = /(?<![\w.%[\]-])([\w.%[\]-]+)=(?=[^\s&;,"'`<>\\)}\]#|])/g;
/** `otp: 123456`, `"pin":1234`. */
const BARE = /(?<![\w.-])([\w.-]+)(?:\\*["'`]\s*:\s*|:\s+)(?=[^\s"'`,;{}()[\]<>\\])/g;
/** Longer secrets are not looked for beyond the cut of a bounded text. */
const MAX_RESERVE = 16_384;
const FLAG = /(^|\s)(--[\w-]+)(\s+)([^\s"'`-][^\s"'`]*)/g;

/** Replaces every secret in a text by `***`. */
export function maskSecrets(text: string): string {
  const masked = withoutKnownSecrets(text);
  return mayHoldSecrets(masked) ? withoutForms(masked) : masked;
}

/**
 * Masks secrets and limits the text to `maxLength`. It cuts the text first, because a scenario may throw megabytes and
 * searching all of them would take too long.
 */
export function maskedText(text: string, maxLength: number): string {
  const reserve = Math.min(longestKnownSecret(), MAX_RESERVE);
  const cut = cutAt(text, 2 * maxLength + reserve);
  const masked = maskSecrets(cut);
  if (cut.length === text.length) return boundedText(masked, maxLength);
  // The cut may have left the beginning of a secret at the end, which matches nothing.
  const unmasked = masked.length - (masked.lastIndexOf(MASK) + MASK.length);
  const dropped = masked.includes(MASK) ? Math.min(reserve, unmasked) : reserve;
  return boundedText(dropped === 0 ? masked : `${masked.slice(0, -dropped)}…`, maxLength);
}

/** Masks every text in a value, property names included. Anything but plain objects, lists and texts is kept as it is. */
export function maskSecretsIn<T>(value: T): T {
  return masked(value) as T;
}

/** A quick check: every form of a secret has one of these, and most texts have none. */
function mayHoldSecrets(text: string): boolean {
  return /[=:@]|eyJ|\s|AKIA|ASIA|gh[pousr]_|github_pat|glpat|xox|_live_|_test_|AIza/.test(text);
}

function withoutForms(text: string): string {
  const withoutOtherForms = text
    .replace(PEM, MASK)
    .replace(USER_INFO, (_all, scheme: string, info: string) => `${scheme}${userOf(info)}@`)
    .replace(JWT, MASK)
    .replace(BRANDED, MASK)
    .replace(HEADER, (_all, name: string, between: string) => `${name}${between}${MASK}`)
    .replace(SCHEME, (all, scheme: string, space: string, value: string) => (isOpaque(value) ? `${scheme}${space}${MASK}` : all))
    .replace(FLAG, (all, before: string, flag: string, space: string) =>
      isStrongSecretName(flag) ? `${before}${flag}${space}${MASK}` : all,
    );
  return withoutBare(withoutPairs(withoutQuoted(withoutOtherForms)));
}

function withoutQuoted(text: string): string {
  return replaceAfter(text, QUOTED, ({ 1: name = "", 2: quote = "" }, from) => {
    if (!isSecretName(name)) return undefined;
    const to = endOfQuoted(text, from, quote);
    return to === from ? undefined : { to, by: MASK };
  });
}

function withoutPairs(text: string): string {
  return replaceAfter(text, PAIR, ({ 1: name = "" }, from) =>
    isSecretName(name) ? { to: endOf(text, from, /[\s&;,"'`<>\\)}\]#|]/g), by: MASK } : undefined,
  );
}

function withoutBare(text: string): string {
  return replaceAfter(text, BARE, ({ 0: head, 1: name = "" }, from) => {
    if (!isSecretName(name)) return undefined;
    const to = endOf(text, from, /[\s"'`,;{}()[\]<>\\]/g);
    // In JSON it stays JSON.
    const quote = /\\*["'`]/.exec(head)?.[0] ?? "";
    const isSecret = quote !== "" || isStrongSecretName(name) || isOpaque(text.slice(from, to));
    return isSecret ? { to, by: `${quote}${MASK}${quote}` } : undefined;
  });
}

/**
 * Replaces the text after each match as far as `decide` says. When it returns `undefined`, the search goes on right after the
 * name, because the value may itself contain a secret, as in `redirect=/cb?token=x`.
 */
function replaceAfter(
  text: string,
  head: RegExp,
  decide: (match: RegExpExecArray, from: number) => { readonly to: number; readonly by: string } | undefined,
): string {
  const search = new RegExp(head);
  let [masked, kept] = ["", 0];
  for (let match = search.exec(text); match !== null; match = search.exec(text)) {
    const from = match.index + match[0].length;
    const replaced = decide(match, from);
    search.lastIndex = replaced?.to ?? match.index + (match[1]?.length ?? 1);
    if (replaced === undefined) continue;
    masked += text.slice(kept, from) + replaced.by;
    kept = replaced.to;
  }
  return masked + text.slice(kept);
}

/** The position of the closing quote, or of the end of the line. */
function endOfQuoted(text: string, from: number, quote: string): number {
  const slashes = quote.length - 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\n") return at;
    if (text[at] !== quote[slashes]) continue;
    let before = 0;
    while (text[at - before - 1] === "\\") before += 1;
    if (before <= slashes) return at - before;
  }
  return text.length;
}

function endOf(text: string, from: number, end: RegExp): number {
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}

/** Keeps the user name before a password. A user name without a password may be a token, so it is masked. */
function userOf(info: string): string {
  const at = info.indexOf(":");
  return at < 0 ? MASK : `${info.slice(0, at)}:${MASK}`;
}

/** Whether a value is not a word of prose: it mixes digits and letters, or upper and lower case inside. */
function isOpaque(value: string): boolean {
  if (value.length < 8) return false;
  return /\d/.test(value) ? /[A-Za-z]/.test(value) : /[a-z][A-Z]|[A-Z]{2}[a-z]/.test(value) || value.endsWith("=");
}

function masked(value: unknown): unknown {
  if (typeof value === "string") return maskSecrets(value);
  if (Array.isArray(value)) return value.map(masked);
  if (!isPlain(value)) return value;
  const entries: [string, unknown][] = [];
  const names = new Set<string>();
  for (const [key, inner] of Object.entries(value)) {
    let name = maskSecrets(key);
    for (let number = 2; names.has(name); number += 1) name = `${maskSecrets(key)} (${number})`;
    names.add(name);
    // The base64 of a sketch contains no text.
    entries.push([name, key === "sketch" ? inner : masked(inner)]);
  }
  return Object.fromEntries(entries);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
