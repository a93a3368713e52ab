import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig, type User } from "@kubernetes/client-node";
import { describe, expect, it, onTestFinished } from "vitest";
import { subjectOf } from "./rights-subject.js";

const TOKEN = `h.${Buffer.from(JSON.stringify({ sub: "system:serviceaccount:ci:runner" })).toString("base64url")}.s`;

function configOf(user: Partial<User>): KubeConfig {
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "c", server: "https://127.0.0.1:1", skipTLSVerify: true }, { name: "u", ...user });
  return config;
}

describe("the subject of a role", () => {
  it("is a service account, by namespace and name, if the token is one's", () => {
    expect(subjectOf({ config: configOf({ token: TOKEN }) })).toBe("--serviceaccount=ci:runner");
  });

  it("is a service account in a pod too, where the token is in a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "live-load-token-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const tokenFile = join(folder, "token");
    await writeFile(tokenFile, TOKEN);
    const config = configOf({ authProvider: { name: "tokenFile", config: { tokenFile } } });
    expect(subjectOf({ config })).toBe("--serviceaccount=ci:runner");
  });

  it("is otherwise a user, whatever the credentials are", () => {
    for (const user of [
      {},
      { token: "opaque" },
      { token: "a.b.c" },
      { authProvider: { name: "x", config: { tokenFile: "/nowhere" } } },
    ])
      expect(subjectOf({ config: configOf(user) })).toBe("--user=YOU");
  });
});
