import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";

const START = fileURLToPath(new URL("start.mjs", import.meta.url));

let child: ChildProcess | undefined;

afterEach(() => child?.kill("SIGKILL"));

async function start(...args: readonly string[]): Promise<{ started: ChildProcess; url: string }> {
  const started = spawn(process.execPath, [START, "--port", "0", ...args], { stdio: ["pipe", "pipe", "inherit"] });
  child = started;
  const [line] = (await once(createInterface({ input: started.stdout }), "line")) as [string];
  return { started, url: (JSON.parse(line) as { url: string }).url };
}

it("starts from source, prints its address, and exits on SIGTERM", async () => {
  const { started, url } = await start("--delay", "5");
  const response = await fetch(`${url}/stats`);
  expect(await response.json()).toMatchObject({ mounts: { connected: 0 }, http: { requests: 0 } });
  expect((await fetch(`${url}/stats/reset`, { method: "POST" })).status).toBe(204);
  started.kill("SIGTERM");
  expect(await once(started, "exit")).toEqual([0, null]);
});

it("exits at the end of its standard input when asked to", async () => {
  const { started } = await start("--exit-with-stdin");
  started.stdin?.end();
  expect(await once(started, "exit")).toEqual([0, null]);
});
