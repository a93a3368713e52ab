import { platform } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messageOf } from "../../src/base/errors.js";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import type { BrowserConnection } from "../../src/browser/connection.js";
import { findBrowser } from "../../src/browser/program/find-browser.js";
import { ProtocolConnection } from "../../src/browser/protocol/protocol-connection.js";
import { startTarget, type Target } from "../target/target.js";
import { BrowserUnderTest } from "./browser-connection-host.js";
import { type NormalLog, normalLog } from "./same-to-server/normal-log.js";
import { SAME_SCENARIOS, type SameScenario, ScenarioPage } from "./same-to-server/scenarios.js";

const skip = await findBrowser({ env: process.env, platform: platform() }).then(() => undefined, messageOf);

describe.skipIf(skip !== undefined)("a user without a browser is the same to the server as one with a browser", () => {
  const chromium: BrowserConnection = new ChromiumConnection();
  const protocol: BrowserConnection = new ProtocolConnection();
  const subject = new BrowserUnderTest(protocol);
  let target: Target;

  beforeAll(async () => {
    target = await startTarget({ log: true });
    await chromium.launch(subject.launchOptions());
    await protocol.launch(subject.launchOptions());
  });
  afterAll(async () => {
    await chromium.close(5000);
    await protocol.close(5000);
    await target.close();
  });

  /** The server's log of a user who did this, and how often the user counted a connection or a view as lost. */
  async function seenBy(connection: BrowserConnection, { path, act }: SameScenario): Promise<NormalLog & { losses: string[] }> {
    target.resetStats();
    subject.sink.counts.length = 0;
    let log: NormalLog;
    const user = await connection.newContext(subject.contextOptions());
    try {
      const page = new ScenarioPage(user.page, target.url, subject.patient);
      await page.open(path);
      await page.live();
      await act(page);
      log = normalLog(target.log());
    } finally {
      await connection.closeContext(user, 2000);
    }
    const losses = subject.sink.counts.map(({ metric, dimension }) => `${metric} ${dimension}`);
    return { ...log, losses: losses.filter((text) => /^liveview_(disconn|reconn|crash)/.test(text)) };
  }

  for (const scenario of SAME_SCENARIOS) {
    it(scenario.title, async () => {
      const withBrowser = await seenBy(chromium, scenario);
      const without = await seenBy(protocol, scenario);
      expect(withBrowser.frames.length).toBeGreaterThan(2);
      expect(without).toEqual(withBrowser);
    });
  }
});
