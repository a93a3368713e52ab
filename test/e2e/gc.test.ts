import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { liveLoad, temporaryFolder } from "./command.js";

/** A recorded run whose controller is gone. */
async function recorded(state: string, run: Readonly<Record<string, unknown>>): Promise<void> {
  const folder = join(state, "live-load", "runs");
  await mkdir(folder, { recursive: true });
  const entry = { pid: 2 ** 22 + 12_345, startedAt: "1", expiresAt: 1, ...run };
  await writeFile(join(folder, `${run.runId as string}.json`), JSON.stringify(entry));
}

describe("live-load gc", () => {
  it("names platforms that it could not reach, with the runs that may have left something there", async () => {
    const state = await temporaryFolder();
    const env = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };
    await recorded(state, { runId: "lost-1", backend: "docker", options: {}, env });
    const { code, stdout } = await liveLoad(["gc"], { env: { XDG_STATE_HOME: state } }).ended;
    expect(code).toBe(106);
    expect(stdout).toMatch(/✗ docker could not be searched: no Docker Engine answers at unix:\/\/\/nonexistent\/docker\.sock/);
    expect(stdout).toContain("it may still hold parts of lost-1");
    expect(stdout).toContain("live-load gc --backend docker");
    expect(stdout).not.toContain("Nothing was left behind");
  });

  it("forgets a run of which nothing is left", async () => {
    const state = await temporaryFolder();
    await recorded(state, { runId: "done-1", backend: "local" });
    const env = { XDG_STATE_HOME: state };
    expect((await liveLoad(["gc"], { env }).ended).stdout).toMatch(
      /✓ done-1 {2}nothing is left: its controller, process \d+, is gone/,
    );
    expect((await liveLoad(["gc"], { env }).ended).stdout).toBe("Nothing was left behind.\n");
  });

  it("says where it searched for a run that it did not find", async () => {
    const { code, stdout } = await liveLoad(["gc", "--run", "nobody-1"], { env: { XDG_STATE_HOME: await temporaryFolder() } })
      .ended;
    expect([code, stdout]).toEqual([
      0,
      "Nothing was found of run nobody-1; searched: local. Name another backend with --backend.\n",
    ]);
  });

  it.each([
    [["--backend-option", "namespace=load"], "--backend-option needs --backend"],
    [["--backend", "podman"], 'there is no backend "podman"'],
    [["--backend", "docker", "--backend-option", "image=Bad Name::x"], 'backendOptions.image is "Bad Name::x"'],
  ])("rejects %j before it searches anything", async (args, message) => {
    const { code, stdout, stderr } = await liveLoad(["gc", ...args], { env: { XDG_STATE_HOME: await temporaryFolder() } }).ended;
    expect(code).toBe(104);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
  });
});
