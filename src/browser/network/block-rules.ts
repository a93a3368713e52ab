import { absoluteMatcher } from "../../scenario/steps/arguments/url-pattern.js";
import type { BlockedRequests } from "./user-network-options.js";

/** What a rule looks at. */
export interface BlockableRequest {
  readonly url: string;
  /** Resource type by Playwright's name. */
  readonly type: string;
  /** A page itself is navigating. Only its address can block that. */
  readonly isPage: boolean;
}

/** Decides which requests of a user are not sent. */
export class BlockRules {
  /** Whether a decision can depend on more than the URL. */
  readonly needsFacts: boolean;
  readonly #fits: readonly ((url: string) => boolean)[];
  readonly #types: ReadonlySet<string>;
  readonly #firstParty: readonly string[] | undefined;
  readonly #globs: readonly string[];
  readonly #needsAll: boolean;

  constructor({ globs, patterns, types, firstParty }: BlockedRequests) {
    const expressions = patterns.map(({ source, flags }) => new RegExp(source, flags));
    this.#fits = [...globs.map(absoluteMatcher), ...expressions.map((pattern) => (url: string) => pattern.test(url))];
    this.#types = new Set(types);
    this.#firstParty = firstParty;
    this.#globs = globs;
    this.#needsAll = patterns.length > 0 || types.length > 0 || firstParty !== undefined;
    this.needsFacts = types.length > 0 || firstParty !== undefined;
  }

  blocks({ url, type, isPage }: BlockableRequest): boolean {
    if (this.blocksAddress(url)) return true;
    return !isPage && (this.#types.has(type) || this.#isOfThirdParty(url));
  }

  /** Whether the URL alone decides that the request is blocked. */
  blocksAddress(url: string): boolean {
    return this.#fits.some((fits) => fits(url));
  }

  /** Patterns of the Fetch domain for all requests that may be blocked. */
  get paused(): readonly string[] {
    return this.#needsAll ? ["*"] : this.#globs.map(wildcardOf);
  }

  /**
   * Patterns that `Network.setBlockedURLs` understands as meant: it takes `*` for any text, and looks for a pattern anywhere in
   * the URL.
   */
  get refused(): readonly string[] {
    return this.#globs.filter((glob) => /^\*{2,}[^*{}\\]+\*{2,}$/.test(glob)).map((glob) => glob.replaceAll(/\*+/g, "*"));
  }

  #isOfThirdParty(url: string): boolean {
    if (this.#firstParty === undefined || !/^https?:/i.test(url) || !URL.canParse(url)) return false;
    const { hostname } = new URL(url);
    return !this.#firstParty.some((host) => hostname === host || hostname.endsWith(`.${host}`));
  }
}

/** A pattern of the Fetch domain that matches at least what the glob matches: there, `*` and `?` are wildcards. */
export function wildcardOf(glob: string): string {
  return glob.replaceAll(/\\.|\{[^}]*\}|(?<=\/)\*{2,}\/|\*+|[?]/gs, (token) =>
    token === "?" ? "\\?" : token.startsWith("\\") ? token : "*",
  );
}
