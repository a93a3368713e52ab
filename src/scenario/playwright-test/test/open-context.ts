import { rememberSecretsIn } from "../../../base/secrets/known-secrets.js";
import { rememberStorageState } from "../../browser-options/storage-state.js";
import type { StorageState } from "../../page-port.js";
import { contextOptions } from "../context-options.js";
import type { Actor } from "../page/actor.js";
import { TestRequestContext } from "../page/api-request.js";
import { FurtherActor } from "../page/further/further-actor.js";
import { FurtherContext } from "../page/further/further-context.js";
import { lastingScope } from "./fixture-scope.js";

/** For whom a context is opened. */
interface ContextOpener {
  readonly actor: Actor;
  readonly browser: unknown;
  /** The state of storage that an option names by a path or gives itself. */
  readonly stateOf: (storageState: unknown) => StorageState | undefined;
  /** The state with which tests begin, if it is not that of the command. */
  readonly state: StorageState | undefined;
}

/**
 * Opens a further context of a user. As in Playwright Test, options that are not given are those under `use`. Opening it counts in
 * no duration.
 */
export async function openContext(given: Readonly<Record<string, unknown>>, opener: ContextOpener): Promise<FurtherContext> {
  const { actor, browser, stateOf, state } = opener;
  const options = contextOptions(given);
  rememberSecretsIn(options);
  const stored = "storageState" in given ? { storageState: stateOf(given.storageState) } : state && { storageState: state };
  if (stored?.storageState !== undefined) rememberStorageState(stored.storageState);
  const { iteration } = actor;
  return iteration.uncounted(async (signal) => {
    const opened = await iteration.pages.contexts.open({ ...options, ...stored }, signal);
    const scope = lastingScope();
    if (scope !== undefined) {
      iteration.pages.contexts.keep(opened);
      scope.own(opened);
    }
    const { page } = opened;
    const limits = { signal, timeoutMs: iteration.ports.commandTimeoutMs };
    await page.traffic.keepBodies(limits);
    if ({ ...actor.defaults.use, ...given }.offline === true) await page.network.setOffline(true, limits);
    const own = new FurtherActor(actor, defaultsOf(given, actor));
    return new FurtherContext({
      actor: own,
      opened,
      browser,
      requestOf: (jar, ownHeaders) => new TestRequestContext({ actor: own, jar, ownHeaders, page }),
    });
  });
}

function defaultsOf(given: Readonly<Record<string, unknown>>, { defaults }: Actor): Actor["defaults"] {
  const { baseURL = defaults.baseURL } = given;
  return {
    ...defaults,
    baseURL: typeof baseURL === "string" ? baseURL : undefined,
    use: { ...defaults.use, ...given },
  };
}
