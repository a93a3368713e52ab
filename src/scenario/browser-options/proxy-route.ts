import { LiveLoadError } from "../../base/errors.js";
import type { HttpCredentials, ProxySettings } from "./browser-options.js";

/**
 * Whose reading of `bypass` counts: Chromium takes a bare name for that host alone, and `.com` for the hosts below it; requests of
 * Playwright take both for the host and its subdomains.
 */
type BypassReading = "chromium" | "playwright";

/**
 * Whether `bypass` of a proxy names this host: domains separated by commas (`chromium.org`, `.com`). `*` stands for any characters,
 * so that a lone one names all hosts.
 */
export function isBypassed(hostname: string, bypass: string | undefined, reading: BypassReading): boolean {
  const domains = (bypass ?? "").split(",").flatMap((domain) => domain.trim().toLowerCase() || []);
  const host = hostname.toLowerCase();
  if (reading === "chromium") return domains.some((domain) => patternOf(domain.replace(/^\./, "*.")).test(host));
  return domains.some((domain) => patternOf(domain.replace(/^(?!\*)\.?/, "*.")).test(`.${host}`));
}

function patternOf(domain: string): RegExp {
  const escaped = domain.split("*").map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`);
}

/**
 * Address and login of a proxy for connections of Node.js.
 * @throws LiveLoadError `INVALID_OPTION` for a kind of proxy that only browsers can use
 */
export function nodeProxy({ server, username, password }: ProxySettings): { readonly uri: string; readonly token?: string } {
  if (server.toLowerCase().startsWith("socks4:"))
    throw new LiveLoadError("INVALID_OPTION", `proxy is ${server}, which takes no requests but those of a browser`, {
      hint: "use a proxy with http://, https:// or socks5://",
    });
  return { uri: server, ...(username === undefined ? {} : { token: basicLogin({ username, password: password ?? "" }) }) };
}

/** The value of `Authorization` or `Proxy-Authorization` for basic authentication. */
export function basicLogin({ username, password }: Pick<HttpCredentials, "username" | "password">): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
