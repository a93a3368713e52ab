import type { OpenSetUpPage, SetUpPage } from "../scenario/authoring/set-up-means.js";
import type { OpenContext } from "../scenario/iteration/iteration-ports.js";
import type { TelemetrySink } from "../telemetry/telemetry-sink.js";
import { createBrowserConnection } from "./browser-connections.js";
import type { AdapterSet } from "./interactions/adapter-set.js";

const LAUNCH_TIMEOUT_MS = 60_000;
const CLOSE_TIMEOUT_MS = 10_000;

/** Options of a page outside of a run. */
type SetUpPageOptions = Parameters<OpenSetUpPage>[0] & {
  /** Recognize the interactions of the page. */
  readonly adapters?: AdapterSet;
};

/** Starts a browser on this machine and opens a page, of which nothing is measured. */
export async function openSetUpPage(options: SetUpPageOptions): Promise<SetUpPage> {
  const { connection: name, context, clock, env, signal, adapters } = options;
  const loadModule = (path: string): Promise<unknown> => import(path);
  const connection = await createBrowserConnection(name, { loadModule });
  const close = () => connection.close(CLOSE_TIMEOUT_MS);
  try {
    await connection.launch({ headed: false, timeoutMs: LAUNCH_TIMEOUT_MS, signal, env, clock, onCrash: () => {} });
    const limits = { timeoutMs: LAUNCH_TIMEOUT_MS, signal };
    const shared = { ...context, ...limits, userId: 1, routes: [], telemetry: NOTHING_MEASURED, adapters };
    const user = await connection.newContext(shared);
    const openContext: OpenContext = async (changed, until) => {
      const further = await connection.newContext({ ...shared, ...changed, signal: until });
      return { page: further.page, close: () => connection.closeContext(further, CLOSE_TIMEOUT_MS) };
    };
    return { page: user.page, openContext, close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

const NOTHING_MEASURED: TelemetrySink = {
  sample: () => {},
  count: () => {},
  gauge: () => {},
  custom: () => {},
  unmeasured: () => {},
  failure: () => {},
  pageError: () => {},
};
