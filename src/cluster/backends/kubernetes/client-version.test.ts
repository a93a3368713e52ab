import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installedClient } from "./client-version.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "live-load-client-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function install(version: string): void {
  mkdirSync(join(folder, "@kubernetes/client-node"), { recursive: true });
  writeFileSync(join(folder, "@kubernetes/client-node/package.json"), JSON.stringify({ version }));
}

describe("the client of the Kubernetes API", () => {
  it("is found in the nearest folder that has it", () => {
    install("1.4.0");
    expect(installedClient([join(folder, "nothing"), folder])).toBe("1.4.0");
  });

  it("must be installed by the user", () => {
    expect(() => installedClient([folder])).toThrow(
      expect.objectContaining({
        message: "the kubernetes backend needs the package @kubernetes/client-node 1.x, which is not installed",
        hint: "npm install @kubernetes/client-node@1",
      }),
    );
  });

  it.each(["2.0.0", "0.22.3"])("is rejected in an unsupported version: %s", (version) => {
    install(version);
    expect(() => installedClient([folder])).toThrow(`@kubernetes/client-node 1.x, but ${version} is installed`);
  });
});
