import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../test/fixtures/fake-clock.js";
import { UsageMeter } from "./usage-meter.js";

/** A meter over files that a test changes between two readings. */
const meterOver = (files: Record<string, string>) => {
  const clock = new FakeClock();
  return { clock, files, meter: new UsageMeter(clock, async (path) => files[path]) };
};
const V2 = {
  "/proc/self/cgroup": "0::/\n",
  "/proc/self/mountinfo": "30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw",
};
const V1 = {
  "/proc/self/cgroup": "4:cpu:/a\n3:cpuacct:/a\n2:memory:/a\n",
  "/proc/self/mountinfo": [
    "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu",
    "33 31 0:30 / /sys/fs/cgroup/cpuacct rw - cgroup cgroup rw,cpuacct",
    "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
  ].join("\n"),
};

describe("the usage of a node", () => {
  it("is measured against the quota of cgroup v2", async () => {
    const { clock, files, meter } = meterOver({
      ...V2,
      "/sys/fs/cgroup/cpu.max": "50000 100000",
      "/sys/fs/cgroup/cpu.stat": "usage_usec 1000000\nthrottled_usec 5000\n",
      "/sys/fs/cgroup/memory.max": "1000",
      "/sys/fs/cgroup/memory.current": "700",
      "/sys/fs/cgroup/memory.stat": "inactive_file 200\n",
      "/sys/fs/cgroup/memory.events": "low 0\noom 1\noom_kill 1\n",
    });
    expect(await meter.measure()).toEqual({ cpu: undefined, memory: 0.5, throttledMs: undefined, outOfMemoryKills: undefined });
    await clock.advance(1000);
    files["/sys/fs/cgroup/cpu.stat"] = "usage_usec 1400000\nthrottled_usec 305000\n";
    files["/sys/fs/cgroup/memory.events"] = "low 0\noom 2\noom_kill 3\n";
    const { cpu, ...rest } = await meter.measure();
    expect(cpu).toBeCloseTo(0.8);
    expect(rest).toEqual({ memory: 0.5, throttledMs: 300, outOfMemoryKills: 2 });
  });

  it("is measured against the quota of cgroup v1", async () => {
    const { clock, files, meter } = meterOver({
      ...V1,
      "/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us": "200000",
      "/sys/fs/cgroup/cpu/a/cpu.cfs_period_us": "100000",
      "/sys/fs/cgroup/cpu/a/cpu.stat": "nr_throttled 1\nthrottled_time 1000000\n",
      "/sys/fs/cgroup/cpuacct/a/cpuacct.usage": "5000000000",
      "/sys/fs/cgroup/memory/a/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n",
    });
    await meter.measure();
    await clock.advance(1000);
    files["/sys/fs/cgroup/cpuacct/a/cpuacct.usage"] = "6000000000";
    files["/sys/fs/cgroup/cpu/a/cpu.stat"] = "nr_throttled 2\nthrottled_time 51000000\n";
    expect(await meter.measure()).toEqual({ cpu: 0.5, memory: undefined, throttledMs: 50, outOfMemoryKills: 0 });
  });

  it("is that of the allowed CPUs where there is no quota", async () => {
    const { files, meter } = meterOver({
      "/proc/self/status": "Cpus_allowed_list:\t1\n",
      "/proc/stat": "cpu  9 9 9 9\ncpu0 900 0 0 100 0 0 0 0 50 0\ncpu1 100 0 0 100 0 0 0 0 0 0\nintr 1\n",
      "/proc/meminfo": "MemTotal: 1000 kB\nMemAvailable: 900 kB\n",
      "/proc/vmstat": "oom_kill 7\n",
    });
    await meter.measure();
    files["/proc/stat"] = "cpu  9 9 9 9\ncpu0 999 0 0 100 0 0 0 0 99 0\ncpu1 130 0 20 130 20 0 0 0 0 0\nintr 1\n";
    files["/proc/vmstat"] = "oom_kill 8\n";
    const { cpu, memory, ...rest } = await meter.measure();
    expect([cpu, memory]).toEqual([0.5, expect.closeTo(0.1)]);
    expect(rest).toEqual({ throttledMs: undefined, outOfMemoryKills: 1 });
  });

  it("is unknown where the platform does not tell", async () => {
    const { meter } = meterOver({});
    await meter.measure();
    expect(await meter.measure()).toEqual({
      cpu: undefined,
      memory: undefined,
      throttledMs: undefined,
      outOfMemoryKills: undefined,
    });
  });
});
