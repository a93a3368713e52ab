import { describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.js";
import { type DiagnoseOptions, type DiagnosePorts, diagnoseBrowser } from "./diagnose-browser.js";

const SHELL = "/usr/bin/chromium-headless-shell";
const GIBIBYTE = 1024 ** 3;

/** Diagnoses a machine that has everything, except for the given overrides. */
async function diagnose(options: Partial<DiagnoseOptions> = {}, ports: Partial<DiagnosePorts> = {}) {
  const found = await diagnoseBrowser({
    env: { PATH: "/usr/bin", HOME: "/home/ada" },
    platform: "linux",
    arch: "x64",
    nodeVersion: "v20.20.2",
    isRoot: false,
    cpus: 2,
    memoryBytes: 8 * GIBIBYTE,
    clock: systemClock,
    signal: new AbortController().signal,
    ...options,
    ports: {
      files: { isExecutable: async (path) => path === SHELL, namesIn: async (folder) => (folder.includes("fonts") ? ["x"] : []) },
      sizeOf: async () => GIBIBYTE,
      start: async () => "HeadlessChrome/156.0, started in 300 ms",
      ...ports,
    },
  });
  return new Map(found.map((diagnosis) => [diagnosis.name, diagnosis]));
}

describe("the diagnosis of a machine", () => {
  it("finds nothing wrong on a complete machine", async () => {
    const found = await diagnose();
    expect([...found.values()].filter(({ status }) => status !== "ok")).toEqual([]);
    expect([...found.keys()]).toEqual([
      "Platform",
      "Node.js",
      "Browser",
      "Browser starts",
      "/dev/shm",
      "Fonts",
      "User",
      "CPU and memory",
    ]);
  });

  it("rejects Windows and suggests WSL2", async () => {
    expect((await diagnose({ platform: "win32" })).get("Platform")).toMatchObject({
      status: "missing",
      fix: expect.stringContaining("WSL2"),
    });
    expect((await diagnose({ arch: "ia32" })).get("Platform")).toMatchObject({ status: "missing" });
    expect((await diagnose({ platform: "darwin", arch: "arm64" })).get("Platform")).toMatchObject({ status: "ok" });
  });

  it.each([
    ["v18.20.0", "missing"],
    ["20.18.3", "missing"],
    ["v20.19.0", "ok"],
    ["v22.0.0", "ok"],
  ])("judges Node.js %s: %s", async (nodeVersion, status) => {
    expect((await diagnose({ nodeVersion })).get("Node.js")).toMatchObject({ status });
  });

  it("says how to install a missing browser", async () => {
    const found = await diagnose({}, { files: { isExecutable: async () => false, namesIn: async () => [] } });
    expect(found.get("Browser")).toMatchObject({ status: "missing", fix: expect.stringContaining("live-load install") });
    expect(found.has("Browser starts")).toBe(false);
    expect(found.get("Fonts")).toMatchObject({ status: "warning" });
  });

  it("tells why the browser does not start", async () => {
    const start = () => Promise.reject(new Error("libnss3.so: cannot open shared object file"));
    expect((await diagnose({}, { start })).get("Browser starts")).toMatchObject({
      status: "missing",
      detail: expect.stringContaining("libnss3.so"),
    });
  });

  it("warns about settings that cost performance or safety", async () => {
    const files = { isExecutable: async (path: string) => path === "/usr/bin/chromium", namesIn: async () => [] };
    const found = await diagnose({ isRoot: true, cpus: 0.5 }, { files, sizeOf: async () => 64 * 1024 ** 2 });
    expect(found.get("Browser")).toMatchObject({ status: "warning", detail: expect.stringContaining("twice the CPU") });
    expect(found.get("/dev/shm")).toMatchObject({ status: "warning", detail: expect.stringContaining("64 MiB") });
    expect(found.get("User")).toMatchObject({ status: "ok", detail: expect.stringContaining("without a sandbox") });
    expect(found.get("CPU and memory")).toMatchObject({ status: "warning", detail: expect.stringContaining("0.5 CPUs") });
  });
});
