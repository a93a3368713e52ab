import { describe, expect, it, onTestFinished } from "vitest";
import { noBrowser } from "../browser-available.js";
import { startTarget } from "../target/target.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";

const SECRET = "leak36Zq7-debug";

describe.skipIf(noBrowser)(`LIVELOAD_DEBUG${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("writes the messages between the controller and its nodes to standard error, without secrets", async () => {
    const target = await startTarget();
    onTestFinished(() => target.close());
    const out = await temporaryFolder();
    const args = ["run", "examples/counter.scenario.ts", "--users", "1", "--duration", "2s", "--out", out];
    const options = ["--option", `baseUrl=${target.url}`, "--option", `password=${SECRET}`, "--env", "SHOP_TOKEN"];
    const env = { LIVELOAD_DEBUG: "channel,cdp,cluster,page", SHOP_TOKEN: SECRET, XDG_STATE_HOME: await temporaryFolder() };
    const ended = await liveLoad([...args, ...options], { env }).ended;
    const { stderr } = ended;
    expectCode(ended, resultIn(out), 0);
    const lines = stderr.split("\n").filter((line) => line.startsWith("[debug] "));
    const line = (process: string, rest: string) =>
      new RegExp(String.raw`^\[debug\] \d\d:\d\d:\d\d\.\d{3} ${process} ${rest}`, "m");
    const text = lines.join("\n");
    for (const [process, rest] of [
      ["controller", String.raw`channel ← counter-1 \{"t":"req","id":1,"m":"cluster\.join"`],
      ["controller", String.raw`channel → counter-1 \{"t":"req".*"m":"runner\.prepare"`],
      ["controller", String.raw`channel ← counter-1 \d+ bytes`],
      ["controller", "cluster backend preflight: called"],
      ["controller", "cluster counter-1 launching → joined"],
      ["counter-1/watchdog", String.raw`channel → runner .*runner\.prepare`],
      ["counter-1/runner", String.raw`channel ← watchdog .*runner\.prepare`],
      ["counter-1/runner", String.raw`cdp \w+ → #\d+ Page\.navigate \{`],
      ["counter-1/runner", String.raw`cdp \w+ ← #\d+ Page\.navigate in \d+\.\d ms, result \{`],
      ["counter-1/runner", String.raw`cdp \w+ ← Network\.responseReceived \{`],
      ["counter-1/runner", String.raw`page user 1 iteration 1 step \d+ click .* begins`],
      ["counter-1/runner", String.raw`page user 1 iteration 1 step \d+ click .* ended after \d+\.\d ms`],
      ["counter-1/runner", String.raw`page a page \(document .*\) sent \d+ entries`],
    ] as const)
      expect(text).toMatch(line(process, rest));
    expect(text).toContain("***");
    expect(text).not.toContain("node.debug");
    expect(stderr).not.toContain(SECRET);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(400);
  });

  it("rejects an unknown area before anything starts", async () => {
    const { stderr, code } = await liveLoad(["run", "examples/counter.scenario.ts"], { env: { LIVELOAD_DEBUG: "cdp,chanel" } })
      .ended;
    expect(code).toBe(104);
    expect(stderr).toContain(
      'LIVELOAD_DEBUG is "cdp,chanel", but it takes 1 for the stacks of errors, * for everything, or a list of cdp, channel, cluster, page',
    );
    expect(stderr).toContain("did you mean channel?");
    expect(stderr).not.toContain("    at ");
  });
});
