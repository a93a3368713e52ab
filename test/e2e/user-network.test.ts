import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";

const SCENARIO = `import { defineScenario } from "live-load";
  export default defineScenario({ name: "shop", config: ({ baseUrl }) => ({ baseUrl }), block: [/\\/ads\\d/], run: async (context) => {
    context.route("/api/*", ({ url }) => ({ fulfill: { json: url.endsWith("/offers") } })).route("**/gone", { abort: true });
    await context.navigate("/");
    const said = await context.evaluate(() => Promise.all(["/api/offers", "/gone", "/own"].map((path) =>
      fetch(path).then((answer) => answer.text(), () => "failed"))));
    await context.expect("answers", () => said.join() === "true,failed,own");
    context.halt();
  } });`;

describe.skipIf(noBrowser !== undefined)("a run whose users have a network of their own", () => {
  let server: Server;
  let address = "";
  const requests: string[] = [];

  beforeAll(async () => {
    server = createServer(({ url = "" }, response) => {
      requests.push(url);
      const page = `<!DOCTYPE html><link rel="icon" href="data:,"><img src="/ads1"><img src="/flag/x.png"><img src="/own.gif">
        <img src="http://localhost:${(server.address() as AddressInfo).port}/away.gif">`;
      response.writeHead(200, { "content-type": url === "/" ? "text/html" : "text/plain", "cache-control": "no-store" });
      response.end(url === "/" ? page : "own");
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });

  it("sends only what the scenario and the flags let out, and counts the rest apart", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "shop.scenario.ts"), SCENARIO);
    await writeFile(join(cwd, "liveload.config.json"), JSON.stringify({ network: { latencyMs: 120 } }));
    const flags = ["--duration", "20s", "--option", `baseUrl=${address}`, "--reporter", "csv"];
    const scenarios = ["run", "shop.scenario.ts", ...flags];
    const own = await liveLoad(scenarios, { cwd }).ended;
    expectCode(own, resultIn(join(cwd, "liveload-report")), 0);
    const { counters, histograms, sick, failures, options } = resultIn(join(cwd, "liveload-report"));
    expect(failures, own.stderr).toEqual([]);
    expect(options.block).toEqual([{ pattern: "\\/ads\\d", flags: "" }]);
    expect(requests.sort()).toEqual(["/", "/away.gif", "/flag/x.png", "/own", "/own.gif"]);
    expect(counters.http_requests?.by).toEqual({ "2xx": requests.length });
    expect(counters.http_requests_blocked?.by).toEqual({ image: 1 });
    expect(counters.http_requests_fulfilled?.by).toEqual({ fetch: 1 });
    expect(counters.http_requests_aborted?.by).toEqual({ fetch: 1 });
    expect(counters.http_failures).toBeUndefined();
    const answered = histograms.http_request_duration ?? sick.histograms.http_request_duration;
    expect(answered?.aggregate.min).toBeGreaterThan(100);

    requests.length = 0;
    const flagged = await liveLoad([...scenarios, "--block", "**/flag/**", "--block", "third-party"], { cwd }).ended;
    expectCode(flagged, resultIn(join(cwd, "liveload-report")), 0);
    expect(requests.sort()).toEqual(["/", "/ads1", "/own", "/own.gif"]);
  });

  it("is refused before it starts without the site's address, for third parties", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "shop.scenario.ts"), SCENARIO);
    const { code, stderr } = await liveLoad(["plan", "shop.scenario.ts", "--block", "third-party"], { cwd }).ended;
    expect(code).toBe(104);
    expect(stderr).toContain('block contains "third-party", but the scenario\'s config has no valid baseUrl');
  });
});
