import { TestRequestContext } from "../page/api-request.js";
import { OwnJar } from "../page/cookies.js";
import { createTest } from "./create-test.js";
import { type FixtureLayer, FixturePool } from "./fixture-pool.js";
import { currentTestRun } from "./test-run.js";
import type { UserSession } from "./user-session.js";

type Use = (value: unknown) => Promise<void>;

/** Options of Playwright Test that are fixtures, and their defaults. `use` of the configuration and of suites sets them. */
const OPTIONS: Readonly<Record<string, unknown>> = {
  acceptDownloads: true,
  actionTimeout: 0,
  baseURL: undefined,
  bypassCSP: false,
  clientCertificates: undefined,
  colorScheme: "light",
  contextOptions: {},
  deviceScaleFactor: undefined,
  extraHTTPHeaders: undefined,
  geolocation: undefined,
  hasTouch: undefined,
  httpCredentials: undefined,
  ignoreHTTPSErrors: undefined,
  isMobile: undefined,
  javaScriptEnabled: true,
  locale: "en-US",
  navigationTimeout: 0,
  offline: undefined,
  permissions: undefined,
  proxy: undefined,
  serviceWorkers: "allow",
  storageState: undefined,
  testIdAttribute: "data-testid",
  timezoneId: undefined,
  userAgent: undefined,
  viewport: { width: 1280, height: 720 },
};

/** The same, of the whole run. */
const RUN_OPTIONS: Readonly<Record<string, unknown>> = {
  browserName: "chromium",
  channel: undefined,
  connectOptions: undefined,
  defaultBrowserType: "chromium",
  headless: true,
  launchOptions: {},
  screenshot: "off",
  trace: "off",
  video: "off",
};

function session(): UserSession {
  const run = currentTestRun();
  if (run === undefined) throw new Error("a fixture was used while no test is running");
  return run.session;
}

const FIXTURES: FixtureLayer = {
  ...Object.fromEntries(Object.entries(OPTIONS).map(([name, value]) => [name, [value, { option: true }]])),
  ...Object.fromEntries(Object.entries(RUN_OPTIONS).map(([name, value]) => [name, [value, { scope: "worker", option: true }]])),
  browser: [async (_none: unknown, use: Use) => use(session().fixtures.browser), { scope: "worker" }],
  playwright: [
    async (_none: unknown, use: Use) =>
      use({ request: { newContext: async (options?: Readonly<Record<string, unknown>>) => requestContext(options) } }),
    { scope: "worker" },
  ],
  context: async (_none: unknown, use: Use) => use(session().fixtures.context),
  page: async (_none: unknown, use: Use) => use(session().fixtures.page),
  request: async ({ baseURL, extraHTTPHeaders, storageState }: Readonly<Record<string, unknown>>, use: Use) =>
    use(requestContext({ baseURL, extraHTTPHeaders, storageState })),
};

/**
 * Requests from the node with cookies of their own: not those of the page. As in Playwright Test, options under `use` hold for
 * them too; most are those that the user's browser was opened with.
 */
export function requestContext(options: Readonly<Record<string, unknown>> = {}): TestRequestContext {
  const run = currentTestRun();
  const use = run?.info.project.use as Readonly<Record<string, unknown>> | undefined;
  const { storageState, ...defaults } = { storageState: use?.storageState, ...options };
  const state = run?.stateOf(storageState);
  const given = Object.fromEntries(Object.entries(defaults).filter(([, value]) => value !== undefined));
  return new TestRequestContext({ actor: session().actor, jar: new OwnJar(state), defaults: given });
}

/** The `test` that specs import. */
export const BASE_TEST = createTest(FixturePool.empty.with(FIXTURES));
