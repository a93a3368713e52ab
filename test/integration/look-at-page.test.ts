import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { draftOfLook } from "../../src/authoring/init/first-draft.js";
import { lookAtPage } from "../../src/authoring/look/look-at-page.js";
import { systemClock } from "../../src/base/clock.js";
import { noBrowser } from "../browser-available.js";
import { type LiveSite, startLiveSite } from "../fixtures/pages/live-site.js";
import { startTarget, type Target } from "../target/target.js";

const skipped = noBrowser === undefined ? "" : ` (${noBrowser})`;

describe.skipIf(noBrowser !== undefined)(`a look at a page${skipped}`, { timeout: 120_000 }, () => {
  let live: LiveSite;
  let target: Target;
  beforeAll(async () => {
    [live, target] = await Promise.all([startLiveSite(), startTarget()]);
  });
  afterAll(async () => {
    await Promise.all([live?.close(), target?.close()]);
  });

  const look = (url: string) => {
    const { signal } = new AbortController();
    return lookAtPage({ url: new URL(url), ignoreCertificateErrors: false, clock: systemClock, env: process.env, signal });
  };

  it.each(["htmx", "turbo", "datastar"])("recognizes %s, and finds actions that its server answers", async (name) => {
    live.handled.length = 0;
    const { frameworks, actions } = await look(`${live.url}/${name}`);
    expect(frameworks).toContain(name);
    expect(actions.length).toBeGreaterThan(0);
    expect(live.handled.length).toBeGreaterThan(0);
  });

  it("types into fields that keys search, and names what it does not use", async () => {
    const { actions, notes } = await look(`${live.url}/typed`);
    expect(actions.flat().map(({ step, args }) => [step, ...(args ?? [])])).toEqual([["pressSequentially", "test"]]);
    expect(notes).toEqual([
      expect.stringContaining("The form (PUT /do/htmx/save) is not sent"),
      "Not used: #plus (nothing was sent)",
    ]);
  });

  it("fills the fields of a LiveView form and does not send it", async () => {
    target.resetStats();
    const seen = await look(`${target.url}/form`);
    expect(target.stats().events.byName).toEqual({ validate: expect.any(Number) });
    expect(seen).toMatchObject({ title: "Sign up", frameworks: ["liveview"], forms: 1, buttons: 1 });
    expect(seen.actions.flat().map(({ step, args }) => [step, ...(args ?? [])])).toEqual([
      ["fill", "Ada Lovelace"],
      ["fill", "ada@example.test"],
    ]);
    expect(seen.notes.join()).toContain('.submitForm("#signup-form", { settle: true })');
    const draft = draftOfLook(new URL(`${target.url}/form`), seen);
    expect(draft.steps.slice(0, 2).map((step) => (step.kind === "call" ? step.step : step.kind))).toEqual([
      "navigate",
      "waitForLiveView",
    ]);
  });

  it("leaves the shop's buttons to buy alone, and visits a product", async () => {
    target.resetStats();
    const { actions } = await look(`${target.url}/products`);
    expect(target.stats().events.byName).toEqual({});
    expect(actions.flat().map(({ step }) => step)).toEqual(["click", "waitForURL"]);
    expect(actions.flat().at(-1)?.args?.[0]).toMatch(/\/products\/\w+/);
  });

  it("says that an address is not a page, leads to a log-in or is covered, and how to log in", async () => {
    const button = (more: string) =>
      `${more}<button id="go" onclick="fetch('/json').then(async (r) => out.textContent = await r.text() + Date.now())">Go</button><p id="out"></p>`;
    const logIn =
      '<form method="post"><label>User <input name="user"></label><input type="password" name="p"><button>Next</button></form>';
    const pages: Readonly<Record<string, string>> = {
      "/json": "{}",
      "/covered": button('<div style="position:fixed;inset:0">We use cookies</div>'),
      "/login": logIn,
    };
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://site.test");
      if (pathname === "/account") response.writeHead(302, { location: "/login" }).end();
      else {
        response.writeHead(200, { "content-type": pathname === "/json" ? "application/json" : "text/html" });
        response.end(pages[pathname] ?? "");
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const told = async (path: string) => {
      const { hints, notes } = await look(`http://127.0.0.1:${port}${path}`);
      return [...hints, ...notes].join(" | ");
    };
    expect(await told("/json")).toContain("This address answers with application/json, not with a page");
    expect(await told("/covered")).toMatch(/^Not used: #go \(it did not work, .* a question about cookies\?\)$/);
    expect(await told("/account")).toMatch(
      /^The site leads from \/account to \/login, to log in: .*fill in User, .* and click "Next"; the password comes from --option password=…$/,
    );
  });

  it("says why a page cannot be looked at, and what to do", async () => {
    for (const [status, hint] of [
      [503, "the site itself failed: look into its log, or name another page"],
      [404, "correct the address, or name another page of the site"],
      [401, "name a page that can be opened without logging in; for HTTP basic authentication write http://USER:PASSWORD@HOST"],
    ] as const)
      await expect(look(`${target.url}/status/${status}`)).rejects.toMatchObject({ code: "PAGE_UNREACHABLE", hint });
    await expect(look(target.url.replace("http:", "https:"))).rejects.toMatchObject({
      code: "PAGE_UNREACHABLE",
      hint: "the site does not speak https there: try http://",
      message: expect.stringMatching(/^https:\S+ cannot be looked at: it was not reached: ERR_/),
    });
  });
});
