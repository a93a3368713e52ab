import { LiveLoadError } from "../../base/errors.js";
import { isLoopback } from "../../channel/listener.js";
import { type ChannelSecurity, SCHEMES } from "../../channel/tls.js";

/** The address that the controller listens on and the one at which nodes reach it, as given by the user. */
export interface AddressOptions {
  /** `HOST`, `HOST:PORT` or `:PORT`. Default: what the backend needs. */
  readonly listen?: string | undefined;
  /** `HOST`, `HOST:PORT`, or a full `ws://` or `wss://` URL if there is a proxy in between. Default: the address listened on. */
  readonly advertise?: string | undefined;
  /** How the user has spelled the options, for messages. */
  readonly labels?: { readonly listen?: string; readonly advertise?: string };
  /** A certificate and its key in PEM format. */
  readonly certificate?: { readonly cert: string; readonly key: string } | undefined;
}

/** The address at which a backend's nodes reach the controller if they are not on this machine. */
export interface BackendReach {
  readonly listenHost: string;
  readonly advertiseHost: string;
}

/** Options for the listener, and the URL that nodes dial. */
export interface ControllerAddress {
  readonly host: string;
  readonly port: number;
  readonly security: ChannelSecurity;
  /** Makes the URL for nodes, once the port is known. */
  readonly urlOf: (port: number) => string;
}

const AGENT_PATH = "/agent";
const WILDCARDS = ["0.0.0.0", "::", "[::]"];

/**
 * Decides which address to listen on and which URL nodes dial. On the loopback interface the link is plain text; anywhere else
 * it is encrypted, with the certificate if one is given, otherwise with each node's own key. Throws `INVALID_OPTION`.
 */
export function controllerAddress(options: AddressOptions, reachOf: () => BackendReach | undefined): ControllerAddress {
  const { labels = {} } = options;
  const listen =
    options.listen === undefined ? { host: undefined, port: undefined } : hostAndPort(labels.listen ?? "listen", options.listen);
  const reach = listen.host === undefined ? reachOf() : undefined;
  const host = listen.host ?? reach?.listenHost ?? "127.0.0.1";
  const { certificate } = options;
  const security: ChannelSecurity =
    certificate !== undefined ? { kind: "certificate", ...certificate } : { kind: isLoopback(host) ? "none" : "psk" };
  const { advertise } = options;
  if (advertise !== undefined && /^wss?:\/\//.test(advertise)) {
    const url = wholeUrl(labels.advertise ?? "advertise", advertise);
    return { host, port: listen.port ?? 0, security, urlOf: () => url };
  }
  const dialed = advertise === undefined ? undefined : hostAndPort(labels.advertise ?? "advertise", advertise);
  const advertised = dialed?.host ?? reach?.advertiseHost ?? host;
  if (WILDCARDS.includes(advertised)) throw notDialable(host);
  const scheme = SCHEMES[security.kind];
  const shown = advertised.includes(":") && !advertised.startsWith("[") ? `[${advertised}]` : advertised;
  return { host, port: listen.port ?? 0, security, urlOf: (port) => `${scheme}//${shown}:${dialed?.port ?? port}${AGENT_PATH}` };
}

/** `host`, `host:port`, `:port`, `[::1]:port`. */
function hostAndPort(option: string, text: string): { readonly host: string | undefined; readonly port: number | undefined } {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s/[\]]*))(?::(\d{1,5}))?$/.exec(text.trim());
  const port = found?.[3] === undefined ? undefined : Number(found[3]);
  const host = found?.[1] ?? (found?.[2] === "" ? undefined : found?.[2]);
  if (found !== null && (port ?? 0) <= 65_535 && (host !== undefined || port !== undefined)) return { host, port };
  throw invalid(option, text, "HOST, HOST:PORT or :PORT");
}

function wholeUrl(label: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare = url !== undefined && ["", "/", AGENT_PATH].includes(url.pathname) && url.search === "" && url.username === "";
  if (!isBare) throw invalid(label, text, "HOST, HOST:PORT, or a URL such as wss://load.example.com without a path");
  return `${url.protocol}//${url.host}${AGENT_PATH}`;
}

function notDialable(host: string): LiveLoadError {
  return new LiveLoadError("INVALID_OPTION", `the controller listens on ${host}, and nodes cannot dial this address`, {
    hint: "name the address to dial with --advertise, or listen on a single address",
    details: { option: "advertise" },
  });
}

function invalid(label: string, value: string, allowed: string): LiveLoadError {
  const option = /listen/i.test(label) ? "listen" : "advertise";
  return new LiveLoadError("INVALID_OPTION", `${label} is ${JSON.stringify(value)}, but it takes ${allowed}`, {
    details: { option, value, allowed },
  });
}
