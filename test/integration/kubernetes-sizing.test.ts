import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseBytes } from "../../src/base/backend-options.js";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import { capacityOf } from "../../src/cluster/boot/sizing.js";

/** Memory that the agent and an idle pod already use. */
const IN_USE = 40 * 1024 ** 2;

describe("the sizing table in the Kubernetes docs", () => {
  const browser = new ChromiumConnection();
  const figures = {
    connection: "chromium",
    version: "",
    browserContextsPerCore: browser.browserContextsPerCore(),
    browserMemoryUsageBytes: browser.browserMemoryUsageBytes(),
    contextMemoryUsageBytes: browser.contextMemoryUsageBytes(),
  };
  const rows = [
    ...readFileSync("docs/kubernetes.md", "utf8").matchAll(/^\| ([\d.]+) CPUs?, ([\d.]+) GiB \| (\d+) \| (\d+) \| (\d+) \|$/gm),
  ];

  it.each(rows.map((row) => row.slice(1)))(
    "says what the sizing says: %s CPUs, %s GiB",
    (cpus = "", gib = "", users = "", hundred = "", thousand = "") => {
      const memoryBytes = parseBytes("memory", `${gib}GiB`) ?? 0;
      const availableMemoryBytes = memoryBytes - IN_USE;
      const resources = { cpus: Number(cpus), memoryBytes, availableMemoryBytes } as Parameters<typeof capacityOf>[0];
      const { usersPerNode } = capacityOf(resources, figures as Parameters<typeof capacityOf>[1]);
      expect(Number(users)).toBe(usersPerNode);
      expect(Number(hundred)).toBe(Math.ceil(100 / usersPerNode));
      expect(Number(thousand)).toBe(Math.ceil(1000 / usersPerNode));
    },
  );

  it("has rows", () => expect(rows.length).toBeGreaterThan(3));
});
