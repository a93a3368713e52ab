import { describe, expect, it } from "vitest";
import type { BrowserOptions } from "../../../scenario/browser-options/browser-options.js";
import { metricsOf } from "../../adjustments/device-metrics.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";
import { contextRequest, grantPermissions } from "./context-settings.js";
import { emulate } from "./emulation.js";
import { answerWithCredentials } from "./http-credentials.js";

/** The names of the commands that a user's options cost. */
async function commandsFor(options: BrowserOptions): Promise<readonly string[]> {
  const sent: string[] = [];
  const session = { send: async (method: string) => void sent.push(method), on: () => {} } as unknown as ProtocolSession;
  answerWithCredentials(session, options);
  await Promise.all([emulate(session, options), grantPermissions(session, "context", options)]);
  return sent.sort();
}

describe("options of a user's browser", () => {
  it("cost no command unless they are set", async () => {
    expect(await commandsFor({})).toEqual([]);
    expect(
      await commandsFor({ hasTouch: false, isMobile: false, serviceWorkers: "allow", proxy: { server: "http://proxy" } }),
    ).toEqual([]);
    expect(contextRequest({})).toEqual({ disposeOnDetach: true });
  });

  it("cost a command each", async () => {
    expect(await commandsFor({ timezone: "UTC", colorScheme: "dark", reducedMotion: "reduce", permissions: [] })).toEqual([
      "Browser.grantPermissions",
      "Emulation.setEmulatedMedia",
      "Emulation.setTimezoneOverride",
    ]);
  });

  it("ignore that a time zone is in effect already, but no other failure", async () => {
    const failing = (message: string) => ({ send: () => Promise.reject(new Error(message)) }) as unknown as ProtocolSession;
    await emulate(failing("Timezone override is already in effect"), { timezone: "UTC" });
    await expect(emulate(failing("Invalid timezone id"), { timezone: "UTC" })).rejects.toThrow("Invalid");
  });

  it("hold mobile devices upright or sideways, as their screen is", () => {
    const orientation = (width: number, height: number, isMobile: boolean) =>
      metricsOf({ width, height }, { isMobile }).screenOrientation?.type;
    expect(orientation(400, 800, true)).toBe("portraitPrimary");
    expect(orientation(800, 400, true)).toBe("landscapePrimary");
    expect(orientation(400, 800, false)).toBe("landscapePrimary");
  });

  it("lead through a proxy, to this machine too unless its bypass mentions the machine", () => {
    const server = "http://proxy:3128";
    const bypassOf = (bypass?: string) => contextRequest({ proxy: { server, bypass } }).proxyBypassList;
    expect(bypassOf()).toBe("<-loopback>");
    expect(bypassOf(".test")).toBe("<-loopback>,.test");
    expect(bypassOf(".test,localhost")).toBe(".test,localhost");
  });
});
