import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";

const tls = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url));
const PASSWORD = "open sesame";
const EXPECTED = `Basic ${Buffer.from(`ada:${PASSWORD}`).toString("base64")}`;

/** Credentials and headers of a request that the browser was told to send. */
interface Seen {
  readonly load: unknown;
  readonly language: unknown;
}

/** A site with an untrusted certificate, behind a user name and password. */
describe.skipIf(noBrowser !== undefined)("a site that needs certificates, credentials and headers", () => {
  let server: Server;
  let address = "";
  const seen: Seen[] = [];

  beforeAll(async () => {
    server = createServer({ cert: tls("cert.pem"), key: tls("key.pem") }, (request, response) => {
      if (request.headers.authorization !== EXPECTED) {
        response.writeHead(401, { "www-authenticate": 'Basic realm="staging"', "content-type": "text/html" });
        response.end("<!DOCTYPE html><title>Who?</title><p id=who>who?</p>");
        return;
      }
      if (request.url === "/in") seen.push({ load: request.headers["x-load"], language: request.headers["accept-language"] });
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<!DOCTYPE html><title>In</title><p id=in>in</p>");
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });

  const SCENARIO = `import { defineScenario } from "live-load";
    export default defineScenario({ name: "staging", colorScheme: (userId) => ["light", "dark"][userId], config: ({ baseUrl }) => ({ baseUrl }), run: async (context) => {
      await context.navigate("/in").waitForSelector("#in", { timeout: "5s" });
      const size = await context.evaluate(() => [innerWidth, innerHeight, devicePixelRatio, navigator.language,
        (1234.5).toLocaleString(), new Date(0).getHours(), matchMedia("(prefers-color-scheme: dark)").matches, localStorage.theme].join(" "));
      await context.expect("what the page sees", () => size === "800 600 2 de-DE 1.234,5 9 true blue");
      context.halt();
    } });`;

  it.each(["chromium", "playwright"])("opens with %s, and the password is shown nowhere", async (browser) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "staging.scenario.ts"), SCENARIO);
    const localStorage = [{ name: "theme", value: "blue" }];
    await writeFile(join(cwd, "state.json"), JSON.stringify({ cookies: [], origins: [{ origin: address, localStorage }] }));
    seen.length = 0;
    const ended = await liveLoad(
      [
        ...["run", "staging.scenario.ts", "--browser", browser, "--duration", "20s", "--option", `baseUrl=${address}`, "--json"],
        ...["--ignore-certificate-errors", "--header", "X-Load: yes", "--locale", "de-DE", "--viewport", "800x600"],
        ...["--device", "Desktop Chrome HiDPI", "--timezone", "Asia/Tokyo", "--storage-state", "state.json"],
        ...["--reporter", "html,markdown,junit,csv"],
      ],
      { cwd, env: { LIVELOAD_HTTP_CREDENTIALS: `ada:${PASSWORD}` } },
    ).ended;
    const folder = join(cwd, "liveload-report");
    expect(resultIn(folder).failures).toEqual([]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen.map(({ load }) => load))).toEqual(new Set(["yes"]));
    expect(seen.every(({ language }) => String(language).startsWith("de-DE"))).toBe(true);
    const { options } = resultIn(folder);
    expect(options).toMatchObject({
      ...{ locale: "de-DE", ignoreCertificateErrors: true, viewport: { width: 800, height: 600 } },
      ...{
        device: "Desktop Chrome HiDPI",
        timezone: "Asia/Tokyo",
        colorScheme: "a function of the user",
        storageState: "state.json",
      },
    });
    const files = ["result.json", "report.html", "report.md", "junit.xml"];
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "latin1")));
    for (const text of [...texts, ended.stdout, ended.stderr]) expect(text).not.toContain(PASSWORD);
  });

  it("does not open without them, and the run says why", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "staging.scenario.ts"), SCENARIO);
    const run = ["run", "staging.scenario.ts", "--duration", "1s", "--option", `baseUrl=${address}`];
    const ended = await liveLoad(run, { cwd }).ended;
    expect(ended.code).toBe(99);
    expect(ended.stdout).toContain("the certificate is not trusted");
  });
});
