import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { platform } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { messageOf } from "../../src/base/errors.js";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import type { BrowserConnection, BrowserUser } from "../../src/browser/connection.js";
import { PlaywrightConnection } from "../../src/browser/playwright/playwright-connection.js";
import { findBrowser } from "../../src/browser/program/find-browser.js";
import type { BrowserOptions } from "../../src/scenario/browser-options/browser-options.js";
import type { OperationOptions } from "../../src/scenario/page-port.js";
import { RecordingTelemetry } from "../fixtures/recording-telemetry.js";
import { outcomeOf, type Situation, type Step } from "./differential/situations/situation.js";
import { documentOf, SNAPSHOT } from "./differential/situations/situation-page.js";
import { TOPICS } from "./differential/situations/topics.js";

const skip = await findBrowser({ env: process.env, platform: platform() }).then(() => undefined, messageOf);
const patient = (): OperationOptions => ({
  timeoutMs: Number(process.env.PATIENCE ?? 20_000),
  signal: new AbortController().signal,
});

/** Small pages of every kind: what steps lead to there must be the same in both engines. */
describe.skipIf(skip !== undefined)(`chromium and playwright${skip === undefined ? "" : ` (skipped: ${skip})`}`, () => {
  const connections: readonly BrowserConnection[] = [new ChromiumConnection(), new PlaywrightConnection()];
  let server: Server;
  let port = 0;
  const bodies = new Map<string, string>();

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://site");
      const body = bodies.get(pathname) ?? `<p id="arrived">${pathname}</p>`;
      response.writeHead(200, { "content-type": "text/html" });
      response.end(documentOf(body.replaceAll("OTHER", `http://localhost:${port}`)));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    port = (server.address() as AddressInfo).port;
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

  async function play({ page }: BrowserUser, { title, steps }: Situation): Promise<readonly Told[]> {
    const story: Told[] = [];
    page.dialogs.answerWith(() => "dismiss");
    await page.navigate(`http://127.0.0.1:${port}${pathOf(title)}`, patient());
    await page.mouse.move(NOWHERE, patient());
    for (const step of steps) {
      const outcome = await outcomeOf(page, step, patient());
      const snapshot = await page.evaluate(SNAPSHOT, [], patient()).catch(messageOf);
      story.push({ situation: title, after: shown(step), outcome, ...compared(step, snapshot) });
    }
    await page.releaseInput(patient());
    return story;
  }

  /** In several contexts at once, as much of the time is spent in waits. */
  async function playAll(connection: BrowserConnection, situations: readonly Situation[], browser: BrowserOptions) {
    const left = [...situations.entries()];
    const stories: (readonly Told[])[] = [];
    const playInContext = async () => {
      const options = { ...patient(), userId: 1, telemetry: new RecordingTelemetry(), routes: [], ...browser };
      const user = await connection.newContext(options);
      try {
        for (let next = left.shift(); next !== undefined; next = left.shift()) stories[next[0]] = await play(user, next[1]);
      } finally {
        await connection.closeContext(user, 2000);
      }
    };
    await Promise.all(Array.from({ length: CONTEXTS }, playInContext));
    return stories.flat();
  }

  /** The situations of which the engines tell different things. */
  async function differences(situations: readonly Situation[], browser: BrowserOptions) {
    const [ours = [], theirs = []] = await Promise.all(connections.map((connection) => playAll(connection, situations, browser)));
    const differing = new Set(
      theirs.filter((told, index) => !isDeepStrictEqual(told, ours[index])).map(({ situation }) => situation),
    );
    const ofDiffering = ({ situation }: Told) => differing.has(situation);
    return { differing, ours: ours.filter(ofDiffering), theirs: theirs.filter(ofDiffering) };
  }

  it.each(TOPICS.map(({ topic, ...rest }) => [topic, rest] as const))(
    "do the same with %s",
    async (topic, { situations, browser = {} }) => {
      const only = process.env.SITUATION;
      const played = only === undefined ? situations : situations.filter(({ title }) => title.includes(only));
      for (const { title, body } of played) bodies.set(pathOf(title), body);
      const once = await differences(played, browser);
      if (once.differing.size === 0) return;
      // A busy machine may have made one of them late.
      process.stderr.write(`${topic}: once different, played again: ${shownDifference(once)}\n`);
      const { ours, theirs } = await differences(
        played.filter(({ title }) => once.differing.has(title)),
        browser,
      );
      expect(ours).toEqual(theirs);
    },
    120_000,
  );
});

/** Contexts of each browser in which situations are played at the same time. */
const CONTEXTS = 3;

/** Where the mouse is at first. */
const NOWHERE = { x: 1250, y: 700 };

/** Without what differs by chance: a listener that sees a trial's events first, and the page that a script is about to leave. */
function compared([operation, ...args]: Step, snapshot: unknown): { readonly snapshot?: unknown } {
  const isTrial = args.some((arg) => typeof arg === "object" && arg !== null && "trial" in arg);
  if (operation === "evaluate" && String(args[0]).includes("location")) return {};
  return { snapshot: isTrial ? { ...(snapshot as object), log: [] } : snapshot };
}

interface Told {
  readonly situation: string;
  readonly after: string;
  readonly outcome: unknown;
  readonly snapshot?: unknown;
}

function shownDifference({ ours, theirs }: { readonly ours: readonly Told[]; readonly theirs: readonly Told[] }): string {
  const at = theirs.findIndex((told, index) => !isDeepStrictEqual(told, ours[index]));
  return `${JSON.stringify(ours[at])} and ${JSON.stringify(theirs[at])}`;
}

function shown(step: Step): string {
  return step.map((part) => (typeof part === "string" ? part : (JSON.stringify(part) ?? String(part)))).join(" ");
}

function pathOf(title: string): string {
  return `/situation/${encodeURIComponent(title)}`;
}
