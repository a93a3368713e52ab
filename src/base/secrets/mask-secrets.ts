import { boundedText, cutAt } from "../wording/bounded-text.js";
import { MASK, withoutKnownSecrets } from "./known-secrets.js";
import { isSecretName, isStrongSecretName } from "./secret-names.js";

/*
 * The one place that takes secrets out of what leaves the process: first the values that are known (known-secrets.ts),
 * then what has the form of a secret. A form that has been masked is not changed by masking it again.
 * Every pattern takes time in proportion to the text: it starts where a run of characters starts, or its length is bounded.
 */

/** Everything between the scheme and the last `@` of an authority. */
const USER_INFO = /([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/?#"'`<>\\]*)@/gi;
const JWT = /\beyJ[\w-]{6,4000}\.[\w-]{4,}(?:\.[\w-]*)?/g;
/** Tokens that say by their beginning whose they are. */
const BRANDED =
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abeoprs]-[\w-]{10,}|\b(?:sk|rk)_(?:live|test)_\w{8,}|\bAIza[\w-]{30,}/g;
const PEM = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
/** `Authorization: Bearer x`, `Cookie: a=b; c=d`: everything up to the end of the line or of the quoted text. */
const HEADER = /\b((?:proxy-)?authorization|(?:set-)?cookie2?)(\\*["'`]?\s*[:=]\s*\\*["'`]?)([^\r\n"'`\\]+)/gi;
const SCHEME = /\b(bearer|basic|digest|negotiate|apikey|token)(\s+)([\w+/.~=-]{8,})/gi;
/** `"password": "x"`, `{ token: 'x' }`, also where JSON is quoted in JSON: up to the opening quote, which is the last group. */
const QUOTED = /(?<![\w$.-])([\w$.-]+)\\*["'`]?\s*[:=]\s*(\\*["'`])/g;
/** A name with any characters that URLs encode or forms use: `user[password]=`, `api%5Fkey=`. */
const PAIR = /(?<![\w.%[\]-])([\w.%[\]-]+)=(?=[^\s&;,"'`<>\\)}\]#|])/g;
/** `otp: 123456`, `"pin":1234`. */
const BARE = /(?<![\w.-])([\w.-]+)(?:\\*["'`]\s*:\s*|:\s+)(?=[^\s"'`,;{}()[\]<>\\])/g;
const FLAG = /(^|\s)(--[\w-]+)(\s+)([^\s"'`-][^\s"'`]*)/g;

/** The text without secrets: each is `***`. */
export function maskSecrets(text: string): string {
  const masked = withoutKnownSecrets(text);
  return mayHoldSecrets(masked) ? withoutForms(masked) : masked;
}

/**
 * A text of at most `maxLength` without secrets. Little more than that is looked at: a scenario may throw megabytes, and nobody
 * can wait for all of it to be searched.
 */
export function maskedText(text: string, maxLength: number): string {
  return boundedText(maskSecrets(cutAt(text, 2 * maxLength)), maxLength);
}

/** The value with every text in it masked, names of properties included; what is neither object, list nor text stays. */
export function maskSecretsIn<T>(value: T): T {
  return masked(value) as T;
}

/** Every form has one of these; most texts have none. */
function mayHoldSecrets(text: string): boolean {
  return /[=:@]|eyJ|\s|AKIA|ASIA|gh[pousr]_|github_pat|glpat|xox|_live_|_test_|AIza/.test(text);
}

function withoutForms(text: string): string {
  const named = text
    .replace(PEM, MASK)
    .replace(USER_INFO, (_all, scheme: string, info: string) => `${scheme}${userOf(info)}@`)
    .replace(JWT, MASK)
    .replace(BRANDED, MASK)
    .replace(HEADER, (_all, name: string, between: string) => `${name}${between}${MASK}`)
    .replace(SCHEME, (all, scheme: string, space: string, value: string) => (isOpaque(value) ? `${scheme}${space}${MASK}` : all))
    .replace(FLAG, (all, before: string, flag: string, space: string) =>
      isStrongSecretName(flag) ? `${before}${flag}${space}${MASK}` : all,
    );
  return withoutBare(withoutPairs(withoutQuoted(named)));
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
 * Replaces what follows a match, as far as `decide` says. Where it says nothing, the search goes on right after the name:
 * what follows may hold a secret itself, as in `redirect=/cb?token=x`.
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

/** The place of the quote that closes a text, or the end of the line. */
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

/** A user name is shown with its password masked; alone it is as likely to be a token. */
function userOf(info: string): string {
  const at = info.indexOf(":");
  return at < 0 ? MASK : `${info.slice(0, at)}:${MASK}`;
}

/** Not a word of prose: digits among letters, or letters of both cases in the middle. */
function isOpaque(value: string): boolean {
  if (value.length < 8) return false;
  return /\d/.test(value) ? /[A-Za-z]/.test(value) : /[a-z][A-Z]|[A-Z]{2}[a-z]/.test(value) || value.endsWith("=");
}

function masked(value: unknown): unknown {
  if (typeof value === "string") return maskSecrets(value);
  if (Array.isArray(value)) return value.map(masked);
  if (!isPlain(value)) return value;
  const entries: [string, unknown][] = [];
  const taken = new Set<string>();
  for (const [key, inner] of Object.entries(value)) {
    let name = maskSecrets(key);
    for (let number = 2; taken.has(name); number += 1) name = `${maskSecrets(key)} (${number})`;
    taken.add(name);
    // The encoded bins of a histogram hold no text.
    entries.push([name, key === "sketch" ? inner : masked(inner)]);
  }
  return Object.fromEntries(entries);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
