import type { NetworkConditions } from "../../scenario/authoring/network-options.js";

/** Requests that a user's browser does not send. */
export interface BlockedRequests {
  /** URLs, and globs that are absolute or begin with `*`. */
  readonly globs: readonly string[];
  /** Regular expressions of URLs. */
  readonly patterns: readonly { readonly source: string; readonly flags: string }[];
  /** Resource types, by Playwright's names. Documents of a page itself are not meant, those of its frames are. */
  readonly types: readonly string[];
  /** The hosts of the site: requests to other hosts than these and their subdomains are blocked. Absent: they are not. */
  readonly firstParty?: readonly string[] | undefined;
}

/** How a user's network differs from an ordinary one. */
export interface UserNetworkOptions {
  readonly block?: BlockedRequests | undefined;
  readonly conditions?: NetworkConditions | undefined;
}
