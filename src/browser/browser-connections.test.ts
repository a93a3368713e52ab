import { describe, expect, it } from "vitest";
import { BROWSER_CONNECTION_NAMES, checkBrowserOptions, createBrowserConnection } from "./browser-connections.js";
import { PlaywrightConnection } from "./playwright/playwright-connection.js";

const noModules = { loadModule: () => Promise.reject(new Error("nothing should be loaded")) };

describe("browser connections", () => {
  it.each(BROWSER_CONNECTION_NAMES)("are created by name: %s", async (name) => {
    expect((await createBrowserConnection(name, noModules)).metadata().name).toBe(name);
  });

  it("are created by a module that exports createConnection", async () => {
    const own = new PlaywrightConnection();
    const loadModule = async (path: string) => (path === "./own.js" ? { createConnection: () => own } : {});
    expect(await createBrowserConnection("./own.js", { loadModule })).toBe(own);
    await expect(createBrowserConnection("file:///other.js", { loadModule })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: "the module file:///other.js exports no function createConnection",
    });
  });

  it("list the names, and suggest the one that was probably meant", async () => {
    await expect(createBrowserConnection("playwrigth", noModules)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: 'there is no browser connection "playwrigth"',
      hint: 'did you mean "playwright"?',
      details: { option: "browser", value: "playwrigth", allowed: BROWSER_CONNECTION_NAMES },
    });
    await expect(createBrowserConnection("constructor", noModules)).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });

  it("are checked by name before anything is loaded", () => {
    expect(() => checkBrowserOptions({ browser: "chromium" })).not.toThrow();
    expect(() => checkBrowserOptions({ browser: "nope" })).toThrow("there is no browser connection");
  });

  it("report that a module could not be loaded, and why", async () => {
    await expect(createBrowserConnection("./own.js", noModules)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: "--browser ./own.js could not be loaded: nothing should be loaded",
    });
  });

  it("name the missing members of a custom connection", async () => {
    const module = { createConnection: () => ({ launch: async () => {}, metadata: () => ({}) }) };
    await expect(createBrowserConnection("./own.js", { loadModule: async () => module })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringMatching(
        /^the browser connection of \.\/own\.js has no function browserContextsPerCore, .*roundTrip$/,
      ),
    });
  });
});
