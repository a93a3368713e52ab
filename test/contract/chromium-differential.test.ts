import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { platform } from "node:os";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { messageOf } from "../../src/base/errors.js";
import * as locators from "../../src/base/locators/page-locators.js";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import type { BrowserConnection, BrowserUser } from "../../src/browser/connection.js";
import { PlaywrightConnection } from "../../src/browser/playwright/playwright-connection.js";
import { findBrowser } from "../../src/browser/program/find-browser.js";
import type { OperationOptions, PageOperationError } from "../../src/scenario/page-port.js";
import { RecordingTelemetry } from "../fixtures/recording-telemetry.js";
import { CHAINS, CHAINS_PAGE } from "./differential/chains.js";
import { type GeneratedOperation, generatedOperation, outcomeOf } from "./differential/generated-operation.js";
import { generatedElement, htmlOf, SETTLED, SNAPSHOT } from "./differential/generated-page.js";
import { LOCATORS, LOCATORS_PAGE } from "./differential/locators.js";
import { NAMES, NAMES_PAGE } from "./differential/names.js";
import { ROLES, ROLES_PAGE } from "./differential/roles.js";
import { SELECTORS, SELECTORS_PAGE } from "./differential/selectors.js";
import { TEXTS, TEXTS_PAGE } from "./differential/texts.js";

const skip = await findBrowser({ env: process.env, platform: platform() }).then(() => undefined, messageOf);

const ELEMENTS = 6;
/** For a longer run: `DIFFERENTIAL=2000 DIFFERENTIAL_SEED=7 npx vitest run test/contract/chromium-differential.test.ts`. */
const RUNS = Number(process.env.DIFFERENTIAL ?? 30);
const OPERATIONS = process.env.DIFFERENTIAL === undefined ? { minLength: 1, maxLength: 8 } : { minLength: 10, maxLength: 24 };
const SEED = Number(process.env.DIFFERENTIAL_SEED ?? 20_260_203);
/** Replays a failure by the path that it reports: `DIFFERENTIAL_PATH=104`, with the same other numbers. */
const REPLAY = process.env.DIFFERENTIAL_PATH === undefined ? {} : { path: process.env.DIFFERENTIAL_PATH };
const LIMIT_MS = Math.max(90_000, RUNS * 10_000);
const timed = (timeoutMs: number): OperationOptions => ({ timeoutMs, signal: new AbortController().signal });
/** Enough for late elements; missing ones cost as much time. In a long run the machine may be busy. */
const brief = () => timed(process.env.DIFFERENTIAL === undefined ? 1000 : 4000);
const patient = () => timed(20_000);

describe.skipIf(skip !== undefined)(`chromium and playwright${skip === undefined ? "" : ` (skipped: ${skip})`}`, () => {
  const connections: readonly BrowserConnection[] = [new ChromiumConnection(), new PlaywrightConnection()];
  let server: Server;
  let html = "";
  let address = "";

  beforeAll(async () => {
    server = createServer((request, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end(request.url?.startsWith("/next") ? "<!DOCTYPE html><title>Next</title><p id=next>next</p>" : html);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const launch = { headed: false, env: process.env, clock: systemClock, onCrash: () => {} };
    await Promise.all(connections.map((connection) => connection.launch({ ...patient(), ...launch })));
  });
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.close(5000)));
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });

  /** Ids that each selector finds in one engine, or its error. */
  async function findAll({ page }: BrowserUser, selectors: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    await page.navigate(address, patient());
    const found: Record<string, unknown> = {};
    for (const selector of selectors) {
      // All elements exist already, so only selectors that find nothing take the whole timeout.
      found[selector] = await page.reads.getAttribute(selector, "id", timed(400)).catch(({ kind }: PageOperationError) => kind);
    }
    return found;
  }

  /** The state of the page after the same operations in one engine. */
  async function play({ page }: BrowserUser, operations: readonly GeneratedOperation[]): Promise<readonly unknown[]> {
    await page.navigate(address, patient());
    const story: unknown[] = [];
    for (const operation of operations) {
      if (!operation.waits) await page.evaluate(SETTLED, [], patient());
      const outcome = await outcomeOf(operation, page, brief());
      story.push({ operation: operation.title, ...outcome, page: await page.evaluate(SNAPSHOT, [], patient()) });
      // Where a drag found no place to drop, the button is still down: Playwright's next drag goes on with the old one, ours
      // begins anew. Scenarios do not go on there, unless they ask for it.
      if (operation.isDrag === true && outcome.error !== undefined) break;
    }
    return story;
  }

  it.each([
    ["selectors of every kind", SELECTORS_PAGE, SELECTORS],
    ["names", NAMES_PAGE, NAMES],
    ["roles and states", ROLES_PAGE, ROLES],
    ["chains, and across the borders of shadow roots", CHAINS_PAGE, CHAINS],
    ["texts, quotes and descriptions", TEXTS_PAGE, TEXTS],
    ["locators", LOCATORS_PAGE, LOCATORS.map((of) => of(locators).selector)],
  ])("find the same elements for %s", async (_, source, selectors) => {
    html = source;
    const options = { ...patient(), userId: 1, telemetry: new RecordingTelemetry(), routes: [] };
    const users = await Promise.all(connections.map((connection) => connection.newContext(options)));
    const [ours, theirs] = await Promise.all(users.map((user) => findAll(user, selectors)));
    await Promise.all(connections.map((connection, index) => closeUser(connection, users[index])));
    expect(ours).toEqual(theirs);
  });

  it("take locators that compile to the same selectors as Playwright's own, and are shown alike", async () => {
    const connection = present(connections[1]);
    const options = { ...patient(), userId: 1, telemetry: new RecordingTelemetry(), routes: [] };
    const user = await connection.newContext(options);
    const page = user.page.nativePage();
    for (const of of LOCATORS) {
      const [ours, theirs] = [of(locators), of(page as typeof locators)];
      // Playwright takes the frame out of a nested selector later, when it parses it.
      const { _selector } = theirs as unknown as { readonly _selector: string };
      expect(ours.selector).toBe(_selector.replace(/="#frame >> internal:control=enter-frame >> /, '="'));
      expect(asWritten(String(ours))).toBe(asWritten(String(theirs)));
    }
    await closeUser(connection, user);
  });

  it(
    "do the same on generated pages",
    async () => {
      const pages = fc.array(generatedElement, { minLength: ELEMENTS, maxLength: ELEMENTS });
      const operations = fc.array(generatedOperation(ELEMENTS), OPERATIONS);
      let played = 0;
      const property = fc.asyncProperty(pages, operations, async (elements, ops) => {
        html = htmlOf(elements);
        const options = { ...patient(), userId: 1, telemetry: new RecordingTelemetry(), routes: [] };
        const users = await Promise.all(connections.map((connection) => connection.newContext(options)));
        try {
          const [ours, theirs] = await Promise.all(users.map((user) => play(user, ops)));
          expect(ours).toEqual(theirs);
          played += ops.length;
        } finally {
          await Promise.all(connections.map((connection, index) => closeUser(connection, users[index])));
        }
      });
      await fc.assert(property, {
        numRuns: RUNS,
        seed: SEED,
        interruptAfterTimeLimit: LIMIT_MS - 15_000,
        endOnFailure: true,
        ...REPLAY,
      });
      if (process.env.DIFFERENTIAL !== undefined) process.stdout.write(`differential: ${played} operations, no difference\n`);
    },
    LIMIT_MS,
  );
});

async function closeUser(connection: BrowserConnection, user: BrowserUser | undefined): Promise<void> {
  if (user !== undefined) await connection.closeContext(user, 500);
}

/** Playwright has other words for `frameLocator(…)` and `filter({ visible: true })`, and leaves `>>` in patterns escaped. */
function asWritten(locator: string): string {
  return locator
    .replace(/locator\(('(?:[^'\\]|\\.)*')\)\.contentFrame\(\)/g, "frameLocator($1)")
    .replace(".visible()", ".filter({ visible: true })")
    .replaceAll("\\>", ">");
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("it is not there");
  return value;
}
