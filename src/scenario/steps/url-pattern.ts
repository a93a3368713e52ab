import { absoluteUrl, checkScheme } from "./absolute-url.js";

/** Whether an address is the given one, or matches the glob. A relative one is resolved against the `baseUrl` of the config. */
export function urlMatcher(given: string, config: unknown): (url: string) => boolean {
  if (!/[*{}\\]/.test(given)) {
    const address = new URL(absoluteUrl(given, config)).href;
    return (url) => url === address;
  }
  const pattern = new RegExp(globSource(absoluteGlob(given, config)));
  return (url) => pattern.test(url);
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
