import { LiveLoadError, messageOf } from "../base/errors.js";
import { suggest } from "../base/wording/suggest.js";
import { withoutImporter } from "../base/wording/without-importer.js";
import { ChromiumConnection } from "./chromium/chromium-connection.js";
import type { BrowserConnection, BrowserConnectionFactory } from "./connection.js";
import { PlaywrightConnection } from "./playwright/playwright-connection.js";
import { ProtocolConnection } from "./protocol/protocol-connection.js";

const CONNECTIONS: Readonly<Record<string, BrowserConnectionFactory>> = {
  playwright: () => new PlaywrightConnection(),
  chromium: () => new ChromiumConnection(),
  protocol: () => new ProtocolConnection(),
};

/** The built-in browser connections. */
export const BROWSER_CONNECTION_NAMES: readonly string[] = Object.keys(CONNECTIONS);

/** Loads custom modules. */
export interface ModuleLoading {
  /** Loads the module at a path or URL; the caller decides what relative paths refer to. */
  readonly loadModule: (pathOrUrl: string) => Promise<unknown>;
}

/** Throws `INVALID_OPTION` when there is no such connection; loads nothing. */
function checkBrowserConnectionName(name: string): void {
  if (Object.hasOwn(CONNECTIONS, name) || isModule(name)) return;
  throw new LiveLoadError("INVALID_OPTION", `there is no browser connection ${JSON.stringify(name)}`, {
    hint: suggest(name, BROWSER_CONNECTION_NAMES),
    details: { option: "browser", value: name, allowed: BROWSER_CONNECTION_NAMES },
  });
}

/** Throws `INVALID_OPTION` when there is no such connection; loads nothing. */
export function checkBrowserOptions({ browser }: { readonly browser: string }): void {
  checkBrowserConnectionName(browser);
}

/**
 * Creates a connection without launching it: a built-in one by name, or one of a module that exports `createConnection`, by path
 * or URL. Throws `INVALID_OPTION`.
 */
export async function createBrowserConnection(name: string, { loadModule }: ModuleLoading): Promise<BrowserConnection> {
  checkBrowserConnectionName(name);
  const builtIn = Object.hasOwn(CONNECTIONS, name) ? CONNECTIONS[name] : undefined;
  if (builtIn !== undefined) return builtIn();
  return checkMembers(name, (await factoryOf(name, loadModule))());
}

const MEMBERS = {
  browserContextsPerCore: true,
  browserMemoryUsageBytes: true,
  contextMemoryUsageBytes: true,
  metadata: true,
  launch: true,
  close: true,
  newContext: true,
  closeContext: true,
  roundTrip: true,
} satisfies Record<keyof BrowserConnection, true>;

/** Reports missing members now rather than at their first call. */
function checkMembers(name: string, connection: unknown): BrowserConnection {
  const given = (connection ?? {}) as Readonly<Record<string, unknown>>;
  const missing = Object.keys(MEMBERS).filter((member) => typeof given[member] !== "function");
  if (missing.length === 0) return connection as BrowserConnection;
  throw new LiveLoadError("INVALID_OPTION", `the browser connection of ${name} has no function ${missing.join(", ")}`, {
    hint: "createConnection returns an object with every member of BrowserConnection",
    details: { option: "browser", value: name },
  });
}

/** A path starts with `/`, `./` or `../`; a bare word is a name. */
function isModule(name: string): boolean {
  return /^(file:|data:|\.{0,2}\/)/.test(name);
}

async function factoryOf(name: string, loadModule: ModuleLoading["loadModule"]): Promise<BrowserConnectionFactory> {
  const details = { option: "browser", value: name };
  let module: unknown;
  try {
    module = await loadModule(name);
  } catch (error) {
    const message = `--browser ${name} could not be loaded: ${withoutImporter(messageOf(error))}`;
    throw new LiveLoadError("INVALID_OPTION", message, { cause: error, details });
  }
  const factory = (module as { readonly createConnection?: unknown } | undefined)?.createConnection;
  if (typeof factory === "function") return factory as BrowserConnectionFactory;
  throw new LiveLoadError("INVALID_OPTION", `the module ${name} exports no function createConnection`, { details });
}
