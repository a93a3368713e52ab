import { absoluteUrl, checkScheme } from "./absolute-url.js";

/** Whether an address is the given one, or matches the glob. A relative one is resolved against the `baseUrl` of the config. */
export function urlMatcher(given: string, config: unknown): (url: string) => boolean {
  return absoluteMatcher(absolutePattern(given, config));
}

/** The same for the result of {@link absolutePattern}. */
export function absoluteMatcher(absolute: string): (url: string) => boolean {
  if (!isGlob(absolute)) return (url) => url === absolute;
  const pattern = new RegExp(globSource(absolute));
  return (url) => pattern.test(url);
}

/** An address or a glob, resolved against the `baseUrl` of the config. */
export function absolutePattern(given: string, config: unknown): string {
  return isGlob(given) ? absoluteGlob(given, config) : new URL(absoluteUrl(given, config)).href;
}

function isGlob(text: string): boolean {
  return /[*{}\\]/.test(text);
}

function absoluteGlob(glob: string, config: unknown): string {
  checkScheme(glob);
  if (glob.startsWith("*") || /^[a-z][\w+.-]*:/i.test(glob)) return glob;
  const [plain = ""] = /^[^*{}\\]*\//.exec(glob) ?? [];
  return absoluteUrl(plain === "" ? "." : plain, config) + glob.slice(plain.length);
}

/** `**` is any text and `*` any but `/`; a `**` between two slashes may be nothing at all; `{a,b}` is one of several; `\` escapes. */
const TOKEN = /\\(.)|(?<=\/)\*{2,}\/|\*{2,}|\*|[{},]|[^\\*{},]+|\\$/gs;

function globSource(glob: string): string {
  let depth = 0;
  const parts = [...glob.matchAll(TOKEN)].map(([token, escaped]) => {
    if (escaped !== undefined) return literal(escaped);
    if (token.startsWith("**")) return token.endsWith("/") ? "(?:.+/)?" : ".*";
    if (token === "*") return "[^/]*";
    if (token === "{" && depth++ === 0) return "(?:";
    if (token === "}" && depth-- === 1) return ")";
    if (token === "," && depth > 0) return "|";
    if (token === "{" || token === "}") throw new TypeError(`its url is ${JSON.stringify(glob)}, whose braces do not match`);
    return literal(token);
  });
  if (depth !== 0) throw new TypeError(`its url is ${JSON.stringify(glob)}, whose braces do not match`);
  return `^${parts.join("")}$`;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
