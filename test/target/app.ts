import { randomBytes } from "node:crypto";
import { Gate } from "./gate.js";
import { ServerLog } from "./server-log.js";
import { Stats } from "./stats.js";
import { createSigner, type Signer } from "./token.js";
import { AllowedUploads } from "./uploads.js";

/** State shared by the parts of a running server. */
export interface App {
  readonly stats: Stats;
  readonly log: ServerLog;
  readonly gate: Gate;
  readonly signer: Signer;
  readonly sessions: Sessions;
  readonly uploads: AllowedUploads;
  /** Ids of the campaigns that exist. */
  readonly campaigns: Set<string>;
  /** Artificial delay of every event handler, in milliseconds. */
  readonly delayMs: number;
  readonly assets: Assets;
  /** True while new sockets and long polls are rejected. */
  refusing: boolean;
}

export interface Assets {
  readonly js: string;
  readonly css: string;
  /** The client compares it with its own version and warns in the console when they differ. */
  readonly liveViewVersion: string;
}

export function createApp(
  assets: Assets,
  { delayMs = 0, log = false, secret }: { readonly delayMs?: number; readonly log?: boolean; readonly secret?: string },
): App {
  return {
    stats: new Stats(),
    log: new ServerLog(log),
    gate: new Gate(),
    signer: createSigner(secret),
    sessions: new Sessions(),
    uploads: new AllowedUploads(),
    campaigns: new Set(),
    delayMs,
    assets,
    refusing: false,
  };
}

const SESSIONS_KEPT = 20_000;

/** Counters of each visitor, identified by a cookie; the oldest are dropped when there are too many. */
export class Sessions {
  readonly #counters = new Map<string, Map<string, number>>();

  of(sessionId: string): Map<string, number> {
    const known = this.#counters.get(sessionId);
    if (known) return known;
    const counters = new Map<string, number>();
    this.#counters.set(sessionId, counters);
    if (this.#counters.size > SESSIONS_KEPT) {
      const [oldest] = this.#counters.keys();
      if (oldest !== undefined) this.#counters.delete(oldest);
    }
    return counters;
  }
}

const SESSION_COOKIE = "_target_key";

export function newSessionId(): string {
  return randomBytes(9).toString("base64url");
}

export function sessionCookie(sessionId: string): string {
  return `${SESSION_COOKIE}=${sessionId}; Path=/; HttpOnly; SameSite=Lax`;
}

export function sessionIdOf(cookieHeader: string | undefined): string | undefined {
  for (const cookie of (cookieHeader ?? "").split(/;\s*/)) {
    if (cookie.startsWith(`${SESSION_COOKIE}=`)) return cookie.slice(SESSION_COOKIE.length + 1);
  }
  return undefined;
}
