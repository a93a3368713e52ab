import { LiveLoadError } from "../../base/errors.js";
import { isLoopback } from "../../channel/listener.js";
import { type ChannelSecurity, SCHEMES } from "../../channel/tls.js";

/** Where the controller listens and how nodes reach it, as the user says it. */
export interface AddressOptions {
  /** `HOST`, `HOST:PORT` or `:PORT`. Default: what the backend needs. */
  readonly listen?: string | undefined;
  /** `HOST`, `HOST:PORT`, or a whole `ws://` or `wss://` URL where something stands in between. Default: what is listened on. */
  readonly advertise?: string | undefined;
  /** PEM texts of a certificate and its key. */
  readonly certificate?: { readonly cert: string; readonly key: string } | undefined;
}

/** Where a backend's nodes find the controller, when they are not on this machine. */
export interface BackendReach {
  readonly listenHost: string;
  readonly advertiseHost: string;
}

/** What a listener is started with, and the URL that nodes dial. */
export interface ControllerAddress {
  readonly host: string;
  readonly port: number;
  readonly security: ChannelSecurity;
  /** The URL for nodes, once the port is known. */
  readonly urlOf: (port: number) => string;
}

const AGENT_PATH = "/agent";
const WILDCARDS = ["0.0.0.0", "::", "[::]"];

/**
 * Where to listen and what to tell the nodes. On this machine alone the link is plain; wherever others could listen in it
 * is encrypted: with the certificate where one is given, else with each node's own key. Throws `INVALID_OPTION`.
 */
export function controllerAddress(options: AddressOptions, reachOf: () => BackendReach | undefined): ControllerAddress {
  const listen = options.listen === undefined ? { host: undefined, port: undefined } : hostAndPort("listen", options.listen);
  const reach = listen.host === undefined ? reachOf() : undefined;
  const host = listen.host ?? reach?.listenHost ?? "127.0.0.1";
  const { certificate } = options;
  const security: ChannelSecurity =
    certificate !== undefined ? { kind: "certificate", ...certificate } : { kind: isLoopback(host) ? "none" : "psk" };
  const { advertise } = options;
  if (advertise !== undefined && /^wss?:\/\//.test(advertise)) {
    const url = wholeUrl(advertise);
    return { host, port: listen.port ?? 0, security, urlOf: () => url };
  }
  const told = advertise === undefined ? undefined : hostAndPort("advertise", advertise);
  const advertised = told?.host ?? reach?.advertiseHost ?? host;
  if (WILDCARDS.includes(advertised)) throw unknownAddress(host);
  const scheme = SCHEMES[security.kind];
  const shown = advertised.includes(":") && !advertised.startsWith("[") ? `[${advertised}]` : advertised;
  return { host, port: listen.port ?? 0, security, urlOf: (port) => `${scheme}//${shown}:${told?.port ?? port}${AGENT_PATH}` };
}

/** `host`, `host:port`, `:port`, `[::1]:port`. */
function hostAndPort(option: string, text: string): { readonly host: string | undefined; readonly port: number | undefined } {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s/[\]]*))(?::(\d{1,5}))?$/.exec(text.trim());
  const port = found?.[3] === undefined ? undefined : Number(found[3]);
  const host = found?.[1] ?? (found?.[2] === "" ? undefined : found?.[2]);
  if (found !== null && (port ?? 0) <= 65_535 && (host !== undefined || port !== undefined)) return { host, port };
  throw invalid(option, text, "HOST, HOST:PORT or :PORT");
}

function wholeUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare = url !== undefined && ["", "/", AGENT_PATH].includes(url.pathname) && url.search === "" && url.username === "";
  if (!isBare) throw invalid("advertise", text, "HOST, HOST:PORT, or a URL such as wss://load.example.com without a path");
  return `${url.protocol}//${url.host}${AGENT_PATH}`;
}

function unknownAddress(host: string): LiveLoadError {
  return new LiveLoadError("INVALID_OPTION", `the controller listens on ${host}, which tells nodes no address to dial`, {
    hint: "name one with --advertise, or listen on one address",
    details: { option: "advertise" },
  });
}

function invalid(option: string, value: string, allowed: string): LiveLoadError {
  return new LiveLoadError("INVALID_OPTION", `${option} is ${JSON.stringify(value)}, but it takes ${allowed}`, {
    details: { option, value, allowed },
  });
}
