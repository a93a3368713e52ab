import { platform } from "node:os";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { messageOf } from "../../src/base/errors.js";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import type { BrowserConnection, BrowserUser } from "../../src/browser/connection.js";
import { PlaywrightConnection } from "../../src/browser/playwright/playwright-connection.js";
import { findBrowser } from "../../src/browser/program/find-browser.js";
import type { OperationOptions } from "../../src/scenario/page-port.js";
import { RecordingTelemetry } from "../fixtures/recording-telemetry.js";
import { ABILITIES, type Ability } from "./differential/abilities.js";
import { type AbilitiesSite, startAbilitiesSite } from "./differential/abilities-site.js";

const skip = await findBrowser({ env: process.env, platform: platform() }).then(() => undefined, messageOf);
const PATIENCE_MS = 20_000;
/** Timeout of a page that waits for something that may never come. */
const ABILITY_MS = 6000;
const patient = (): OperationOptions => ({ timeoutMs: PATIENCE_MS, signal: new AbortController().signal });

const title = `what a page can do with chromium and with playwright${skip === undefined ? "" : ` (skipped: ${skip})`}`;

describe.skipIf(skip !== undefined)(title, { timeout: 60_000 }, () => {
  const connections: readonly BrowserConnection[] = [new ChromiumConnection(), new PlaywrightConnection()];
  let site: AbilitiesSite;
  let users: readonly BrowserUser[] = [];

  beforeAll(async () => {
    site = await startAbilitiesSite();
    // Both engines use the same browser program.
    const { path } = await findBrowser({ env: process.env, platform: platform() });
    const launch = { headed: false, executablePath: path, env: process.env, clock: systemClock, onCrash: () => {} };
    await Promise.all(connections.map((connection) => connection.launch({ ...patient(), ...launch })));
  });
  beforeEach(async () => {
    const options = { ...patient(), userId: 1, telemetry: new RecordingTelemetry(), routes: [] };
    users = await Promise.all(connections.map((connection) => connection.newContext(options)));
  });
  afterEach(async () => {
    for (const [index, user] of users.entries()) await connections[index]?.closeContext(user, 5000);
  });
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.close(5000)));
    await site.close();
  });

  it.each(ABILITIES)("is the same: $name", async (ability) => {
    const found: unknown[] = [];
    for (const { page } of users) {
      await page.navigate(`${site.url}${ability.on ?? "/"}`, patient());
      found.push(await tried(page, ability));
    }
    const [withChromium, withPlaywright] = found;
    expect(withChromium).toEqual(withPlaywright);
    expect(withPlaywright).not.toBe(NO_ANSWER);
  });
});

const NO_ANSWER = "no answer";

/** The outcome after a user's click; pages without a button start by themselves. */
async function tried(page: BrowserUser["page"], { code, on }: Ability): Promise<unknown> {
  const begin = `() => { globalThis.answer = new Promise((done) => {
    const begin = () => (async () => { ${code} })().then(done, (error) => done("failed: " + error));
    const button = document.querySelector("#go");
    if (button === null) begin(); else button.addEventListener("click", begin, { once: true });
    setTimeout(done, ${ABILITY_MS}, ${JSON.stringify(NO_ANSWER)});
  }); }`;
  await page.evaluate(begin, [], patient());
  if (on !== "/frames") await page.pointer.click("#go", { ...patient(), force: false });
  return page.evaluate("() => answer", [], patient());
}
