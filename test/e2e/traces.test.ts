import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Trace } from "../../src/result/model.js";
import { noBrowser } from "../browser-available.js";
import { type FailingSite, startFailingSite } from "../fixtures/pages/failing-site.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";

let site: FailingSite;
beforeAll(async () => {
  site = await startFailingSite();
});
afterAll(() => site.close());

const scenario = (url: string) => `import { defineScenario } from "live-load";
export default defineScenario({
  name: "traced",
  onFailure: "continue",
  run: (context, userId) =>
    context.navigate("${url}/shop?user=" + userId + "&token=hunter2-hunter2").think("100ms").expect("an even number", () => userId % 2 === 0),
});`;

/** The addresses that a trace says its page requested. */
const requestedIn: Record<Trace["format"], (file: Uint8Array) => readonly string[]> = {
  devtools: (file) => {
    const { traceEvents } = JSON.parse(gunzipSync(file).toString()) as {
      readonly traceEvents: readonly { readonly name: string; readonly args: { readonly data?: { readonly url?: string } } }[];
    };
    return traceEvents.flatMap(({ name, args }) => (name === "ResourceSendRequest" ? [args.data?.url ?? ""] : []));
  },
  playwright: (file) => {
    const { "trace.network": network = new Uint8Array() } = unzipSync(file);
    return [...strFromU8(network).matchAll(/"url":"([^"]+)"/g)].map(([, url = ""]) => url);
  },
};

describe.skipIf(noBrowser)(`traces${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it.each([
    ["chromium", "devtools"],
    ["playwright", "playwright"],
  ] as const)(
    "with %s are kept of an iteration of each kind, and show one user only",
    { timeout: 180_000 },
    async (browser, format) => {
      const folder = await temporaryFolder();
      const out = join(folder, "report");
      await writeFile(join(folder, "traced.scenario.ts"), scenario(site.url));
      const load = ["--users", "3", "--duration", "12s", "--backend-option", "overcommit=true"];
      const args = ["run", "traced.scenario.ts", "--out", out, "--browser", browser, "--trace", ...load];
      const { stdout, stderr } = await liveLoad(args, { cwd: folder }).ended;
      const { traces = [], failures } = resultIn(out);
      expect(
        traces.map(({ signature }) => signature),
        stderr,
      ).toEqual([undefined, failures[0]?.signature]);
      expect(stdout).toContain("artifacts/traces (2 iterations)");
      for (const trace of traces) {
        expect(trace.format).toBe(format);
        expect(trace.userId % 2 === 0).toBe(trace.signature === undefined);
        const urls = requestedIn[format](readFileSync(join(out, trace.path)));
        const documents = urls.filter((url) => url.includes("/shop?"));
        expect(documents.length, urls.join()).toBeGreaterThan(0);
        for (const url of documents) expect(url).toContain(`user=${trace.userId}&token=***`);
      }
      expect((await liveLoad(["report", out, "--from-journal"]).ended).code).toBe(0);
      expect(resultIn(out).traces).toEqual(traces);
    },
  );

  it("are refused where users have no browser", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "traced.scenario.ts"), scenario(site.url));
    const { code, stderr } = await liveLoad(["run", "traced.scenario.ts", "--browser", "protocol", "--trace"], { cwd }).ended;
    expect(code).toBe(104);
    expect(stderr).toContain("--trace records what a browser does, and users of protocol have none");
  });
});
