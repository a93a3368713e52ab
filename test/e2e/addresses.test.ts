import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";

const HALTING = `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", run: (c) => c.halt() });`;

async function run(...args: readonly string[]) {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "x.scenario.ts"), HALTING);
  const ended = await liveLoad(["run", "x.scenario.ts", "--out", "out", ...args], { cwd }).ended;
  return { ...ended, out: join(cwd, "out") };
}

describe("the controller's address", () => {
  it.each([
    ["--listen 0.0.0.0 alone", ["--listen", "0.0.0.0"], "--advertise"],
    ["--listen nonsense", ["--listen", "a b"], 'listen is "a b"'],
    ["a certificate without its key", ["--tls-cert", "cert.pem"], "--tls-cert is of no use without --tls-key"],
    ["a missing certificate file", ["--tls-cert", "nope.pem", "--tls-key", "nope.pem"], "nope.pem"],
  ] as const)("rejects %s with exit code 104 and one line", async (_what, args, message) => {
    const ended = await run(...args);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(104);
  });

  it.skipIf(noBrowser)("uses TLS with the node's own key where others could eavesdrop", async () => {
    const { code, stderr, out } = await run("--listen", "0.0.0.0", "--advertise", "127.0.0.1");
    expect(code, stderr).toBe(0);
    expect(resultIn(out).users.succeeded).toBe(1);
  });

  it.skipIf(noBrowser)("can have a certificate that nodes verify", async () => {
    const fixtures = resolve("test/fixtures/tls");
    const args = ["--tls-cert", join(fixtures, "cert.pem"), "--tls-key", join(fixtures, "key.pem"), "--advertise", "localhost"];
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "x.scenario.ts"), HALTING);
    const env = { NODE_EXTRA_CA_CERTS: join(fixtures, "cert.pem") };
    const trusted = await liveLoad(["run", "x.scenario.ts", "--out", "out", ...args], { cwd, env }).ended;
    expect(trusted.code, trusted.stderr).toBe(0);
  });
});
