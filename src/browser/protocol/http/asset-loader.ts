import type { Clock } from "../../../base/clock.js";
import type { ResourceType } from "../../../scenario/ports/network.js";
import type { Document } from "../dom/document.js";
import type { Element } from "../dom/element.js";
import { AssetCache } from "./asset-cache.js";
import type { Destination } from "./browser-headers.js";
import type { RequestWitness, UserRequests } from "./user-requests.js";

/** A file that a document refers to and a browser would load. */
interface Asset {
  readonly url: URL;
  readonly type: ResourceType;
  readonly destination: Destination;
  readonly isCors: boolean;
  /** `DOMContentLoaded` waits for it. */
  readonly isScript: boolean;
}

interface AssetLoading {
  /** Scripts and style sheets are there, or failed. */
  readonly scripts: Promise<unknown>;
  readonly all: Promise<unknown>;
}

interface LoadingOptions {
  readonly witness: RequestWitness;
  readonly signal: AbortSignal;
  /** The document comes from the session history: whatever is kept is used. */
  readonly isFromHistory: boolean;
}

interface AssetLoaderParts {
  readonly requests: UserRequests;
  readonly clock: Clock;
  /** Assets are loaded at all. */
  readonly isOn: boolean;
}

/** Loads the assets of documents as a browser with a cache of its own does. */
export class AssetLoader {
  readonly #parts: AssetLoaderParts;
  readonly #cache: AssetCache;

  constructor(parts: AssetLoaderParts) {
    this.#parts = parts;
    this.#cache = new AssetCache(parts.clock);
  }

  /** Starts to load what the document refers to. The promises never reject. */
  load(document: Document, options: LoadingOptions): AssetLoading {
    const assets = this.#parts.isOn && /^https?:/.test(document.url) ? assetsOf(document) : [];
    const from = assets.length === 0 ? undefined : new URL(document.url);
    const loads = assets.map((asset) => ({ asset, loaded: this.#load(asset, from, options) }));
    const scripts = loads.filter(({ asset }) => asset.isScript);
    return {
      scripts: Promise.all(scripts.map(({ loaded }) => loaded)),
      all: Promise.all(loads.map(({ loaded }) => loaded)),
    };
  }

  async #load(asset: Asset, from: URL | undefined, { witness, signal, isFromHistory }: LoadingOptions): Promise<void> {
    const { type, destination, isCors } = asset;
    let { url } = asset;
    for (let hops = 0; hops < MOST_REDIRECTS; hops++) {
      const known = this.#cache.ask(url.href, { isFromHistory });
      if (known.name === "use") return;
      const how = { type, destination, mode: isCors ? "cors" : "no-cors", isPage: false, isRedirect: hops > 0 } as const;
      const { validators } = known;
      const request = { ...how, url, method: "GET", from, validators, signal, keepsBody: () => false };
      const answer = await this.#parts.requests.send(request, witness).catch(() => undefined);
      if (answer === undefined) return;
      this.#cache.answered(url.href, answer.status, answer.headers);
      const { location } = answer.headers;
      if (answer.status < 300 || answer.status >= 400 || answer.status === 304) return;
      if (typeof location !== "string" || !URL.canParse(location, url.href)) return;
      url = new URL(location, url.href);
    }
  }
}

const MOST_REDIRECTS = 20;

const ASSETS = "script[src], link[rel][href], img[src], input[type=image i][src], video[poster]";

/** Every address once, in the order of the document. */
function assetsOf(document: Document): readonly Asset[] {
  const { baseURI } = document;
  const assets = new Map<string, Asset>();
  for (const element of document.querySelectorAll(ASSETS)) {
    const asset = assetOf(element, baseURI);
    if (asset === undefined) continue;
    const key = asset.url.href;
    const earlier = assets.get(key);
    // A preload is used by the element that needs it.
    if (earlier === undefined) assets.set(key, asset);
    else if (asset.isScript && !earlier.isScript) assets.set(key, { ...earlier, isScript: true });
  }
  return [...assets.values()];
}

function assetOf(element: Element, base: string): Asset | undefined {
  const kind = kindOf(element);
  const address = element.getAttribute(element.localName === "link" ? "href" : element.localName === "video" ? "poster" : "src");
  if (kind === undefined || address === null || address.trim() === "") return undefined;
  const url = parsedUrl(address, base);
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.href.includes("#")) url.hash = "";
  return { url, isCors: element.hasAttribute("crossorigin"), ...kind };
}

function parsedUrl(address: string, base: string): URL | undefined {
  try {
    return new URL(address, base);
  } catch {
    return undefined;
  }
}

type Kind = Pick<Asset, "type" | "destination" | "isScript"> & { readonly isCors?: boolean };

const IMAGE: Kind = { type: "image", destination: "image", isScript: false };
const STYLE: Kind = { type: "stylesheet", destination: "style", isScript: true };
const SCRIPT: Kind = { type: "script", destination: "script", isScript: true };
const MODULE: Kind = { ...SCRIPT, isCors: true };

/** `undefined` for what a browser does not load. */
function kindOf(element: Element): Kind | undefined {
  switch (element.localName) {
    case "script":
      return scriptKind(element);
    case "link":
      return linkKind(element);
    case "img":
      return element.getAttribute("loading")?.toLowerCase() === "lazy" ? undefined : IMAGE;
    default:
      return IMAGE;
  }
}

const JAVASCRIPT = /^(|(text|application)\/(x-)?(java|ecma)script)$/i;

function scriptKind(element: Element): Kind | undefined {
  const type = (element.getAttribute("type") ?? "").trim();
  if (type.toLowerCase() === "module") return { ...MODULE, isScript: !element.hasAttribute("async") };
  if (!JAVASCRIPT.test(type) || element.hasAttribute("nomodule")) return undefined;
  return { ...SCRIPT, isScript: !element.hasAttribute("async") };
}

function linkKind(element: Element): Kind | undefined {
  const relations = (element.getAttribute("rel") ?? "").toLowerCase().split(/\s+/);
  if (relations.includes("stylesheet")) {
    if (element.hasAttribute("disabled")) return undefined;
    // Those that are not in use do not hold up the page, but are loaded.
    const isUnused = relations.includes("alternate") || /\bprint\b/i.test(element.getAttribute("media") ?? "");
    return { ...STYLE, isScript: !isUnused };
  }
  if (relations.includes("modulepreload")) return { ...MODULE, isScript: false };
  if (relations.includes("preload")) return PRELOADS[element.getAttribute("as")?.toLowerCase() ?? ""];
  return relations.includes("prefetch") ? { type: "other", destination: "empty", isScript: false } : undefined;
}

const PRELOADS: Readonly<Record<string, Kind | undefined>> = {
  script: { ...SCRIPT, isScript: false },
  style: { ...STYLE, isScript: false },
  image: IMAGE,
  font: { type: "font", destination: "font", isScript: false, isCors: true },
  fetch: { type: "fetch", destination: "empty", isScript: false },
};
