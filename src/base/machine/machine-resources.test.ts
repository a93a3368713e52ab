import { describe, expect, it } from "vitest";
import { readCgroupTree } from "./cgroup-tree.js";
import { type HostFacts, readMachineResources } from "./machine-resources.js";
import { parseCpuList, type ReadSystemFile } from "./system-files.js";

const GIB = 1024 ** 3;
const host: HostFacts = {
  platform: "linux",
  arch: "x64",
  hostname: "node",
  cpus: 8,
  memoryBytes: 16 * GIB,
  freeMemoryBytes: 10 * GIB,
};
const MEMINFO = `MemTotal:       ${(16 * GIB) / 1024} kB\nMemFree:        1000 kB\nMemAvailable:   ${(12 * GIB) / 1024} kB\n`;
const NO_LIMIT_V1 = "9223372036854771712\n";

/** A file system with these files. */
const tree =
  (files: Readonly<Record<string, string>>): ReadSystemFile =>
  async (path) =>
    ({ "/proc/meminfo": MEMINFO, ...files })[path];
const resources = (files: Readonly<Record<string, string>>) =>
  readMachineResources({ nodeVersion: "v20.20.0", read: tree(files), host });

/** A plain VM with version 1 controllers and an empty unified tree, as captured. */
const HYBRID_VM = {
  "/proc/self/cgroup": "9:name=systemd:/\n4:memory:/agents/ab12\n3:cpuset:/\n2:cpuacct:/\n1:cpu:/\n0::/\n",
  "/proc/self/mountinfo": [
    "25 24 0:23 / /dev/shm rw,relatime - tmpfs tmpfs rw,size=8388608k",
    "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755",
    "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu",
    "33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct",
    "34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset",
    "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
  ].join("\n"),
  "/proc/self/status": "Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t0-7\n",
  "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
  "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
  "/sys/fs/cgroup/cpuset/cpuset.cpus": "0-7\n",
  "/sys/fs/cgroup/memory/agents/ab12/memory.limit_in_bytes": NO_LIMIT_V1,
  "/sys/fs/cgroup/memory/memory.limit_in_bytes": NO_LIMIT_V1,
};

/** `docker run --cpus 1.5 --memory 2g --cpuset-cpus 0-3` with version 1 controllers: the host's paths, its own mounts. */
const DOCKER_V1 = {
  "/proc/self/cgroup":
    "12:cpu,cpuacct:/docker/c0ffee\n8:memory:/docker/c0ffee\n6:cpuset:/docker/c0ffee\n1:name=systemd:/docker/c0ffee\n",
  "/proc/self/mountinfo": [
    "710 700 0:30 /docker/c0ffee /sys/fs/cgroup/cpu,cpuacct ro,nosuid - cgroup cgroup rw,cpu,cpuacct",
    "711 700 0:31 /docker/c0ffee /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory",
    "712 700 0:32 /docker/c0ffee /sys/fs/cgroup/cpuset ro,nosuid - cgroup cgroup rw,cpuset",
    "720 699 0:55 / /dev/shm rw,nosuid - tmpfs shm rw,size=65536k",
  ].join("\n"),
  "/proc/self/status": "Cpus_allowed_list:\t0-3\n",
  "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "150000\n",
  "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
  "/sys/fs/cgroup/cpuset/cpuset.effective_cpus": "0-3\n",
  "/sys/fs/cgroup/memory/memory.limit_in_bytes": `${2 * GIB}\n`,
  "/sys/fs/cgroup/memory/memory.usage_in_bytes": `${1.5 * GIB}\n`,
  "/sys/fs/cgroup/memory/memory.stat": `cache 1\nhierarchical_memory_limit ${2 * GIB}\ntotal_inactive_file ${GIB}\n`,
};

/** The same with version 2 and a namespace of its own. */
const DOCKER_V2 = {
  "/proc/self/cgroup": "0::/\n",
  "/proc/self/mountinfo": [
    "710 700 0:30 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw,nsdelegate",
    "720 699 0:55 / /dev/shm rw,nosuid - tmpfs shm rw,size=65536k",
  ].join("\n"),
  "/proc/self/status": "Cpus_allowed_list:\t0-7\n",
  "/sys/fs/cgroup/cpu.max": "250000 100000\n",
  "/sys/fs/cgroup/cpuset.cpus.effective": "0-7\n",
  "/sys/fs/cgroup/memory.max": `${4 * GIB}\n`,
  "/sys/fs/cgroup/memory.high": "max\n",
  "/sys/fs/cgroup/memory.current": `${GIB}\n`,
  "/sys/fs/cgroup/memory.stat": `anon 1\ninactive_file ${GIB / 2}\n`,
};

/** A pod with limits, seen from the host's namespace: its parent is tighter than itself. */
const KUBERNETES = {
  "/proc/self/cgroup": "0::/kubepods.slice/kubepods-pod1.slice/cri-ab.scope\n",
  "/proc/self/mountinfo": "30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n40 25 0:40 / /dev/shm rw - tmpfs shm rw\n",
  "/proc/self/status": "Cpus_allowed_list:\t0-7\n",
  "/sys/fs/cgroup/kubepods.slice/kubepods-pod1.slice/cri-ab.scope/cpu.max": "max 100000\n",
  "/sys/fs/cgroup/kubepods.slice/kubepods-pod1.slice/cpu.max": "50000 100000\n",
  "/sys/fs/cgroup/kubepods.slice/cpu.max": "790000 100000\n",
  "/sys/fs/cgroup/kubepods.slice/kubepods-pod1.slice/cri-ab.scope/memory.max": "max\n",
  "/sys/fs/cgroup/kubepods.slice/kubepods-pod1.slice/memory.max": `${GIB}\n`,
  "/sys/fs/cgroup/kubepods.slice/kubepods-pod1.slice/memory.current": `${GIB / 4}\n`,
  "/sys/fs/cgroup/kubepods.slice/memory.max": `${15 * GIB}\n`,
};

/** A pod without limits in a namespace of its own. */
const KUBERNETES_UNLIMITED = {
  "/proc/self/cgroup": "0::/\n",
  "/proc/self/mountinfo":
    "710 700 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n720 699 0:55 / /dev/shm rw - tmpfs shm rw,size=65536k\n",
  "/proc/self/status": "Cpus_allowed_list:\t0-7\n",
  "/sys/fs/cgroup/cpu.max": "max 100000\n",
  "/sys/fs/cgroup/cpuset.cpus.effective": "0-7\n",
  "/sys/fs/cgroup/memory.max": "max\n",
  "/sys/fs/cgroup/memory.current": `${GIB}\n`,
};

/** An ECS task with version 1: a group around the container sets its limits, which only the statistics show. */
const ECS = {
  "/proc/self/cgroup":
    "9:cpu,cpuacct:/ecs/7a5c/d0d0\n7:memory:/ecs/7a5c/d0d0\n5:cpuset:/ecs/7a5c/d0d0\n1:name=systemd:/ecs/7a5c/d0d0\n",
  "/proc/self/mountinfo": [
    "710 700 0:30 /ecs/7a5c/d0d0 /sys/fs/cgroup/cpu,cpuacct ro,nosuid - cgroup cgroup rw,cpu,cpuacct",
    "711 700 0:31 /ecs/7a5c/d0d0 /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory",
    "712 700 0:32 /ecs/7a5c/d0d0 /sys/fs/cgroup/cpuset ro,nosuid - cgroup cgroup rw,cpuset",
  ].join("\n"),
  "/proc/self/status": "Cpus_allowed_list:\t0-1\n",
  "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
  "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
  "/sys/fs/cgroup/cpu,cpuacct/cpu.shares": "1024\n",
  "/sys/fs/cgroup/cpuset/cpuset.effective_cpus": "0-1\n",
  "/sys/fs/cgroup/memory/memory.limit_in_bytes": NO_LIMIT_V1,
  "/sys/fs/cgroup/memory/memory.usage_in_bytes": `${GIB / 2}\n`,
  "/sys/fs/cgroup/memory/memory.stat": `cache 1\nhierarchical_memory_limit ${2 * GIB}\ntotal_inactive_file 0\n`,
};

describe("the resources of a node", () => {
  it("are those of the machine without limits, also on a hybrid host", async () => {
    expect(await resources(HYBRID_VM)).toEqual({
      cpus: 8,
      cpuSource: "host",
      memoryBytes: 16 * GIB,
      availableMemoryBytes: 12 * GIB,
      memorySource: "host",
      cgroup: "hybrid",
      platform: "linux",
      arch: "x64",
      hostname: "node",
      nodeVersion: "v20.20.0",
    });
  });

  it("are a fraction of CPUs and the container's memory under Docker, with version 1", async () => {
    expect(await resources(DOCKER_V1)).toMatchObject({
      cpus: 1.5,
      cpuSource: "quota",
      memoryBytes: 2 * GIB,
      availableMemoryBytes: 1.5 * GIB,
      memorySource: "cgroup",
      cgroup: "v1",
    });
  });

  it("are a fraction of CPUs and the container's memory under Docker, with version 2", async () => {
    expect(await resources(DOCKER_V2)).toMatchObject({
      cpus: 2.5,
      cpuSource: "quota",
      memoryBytes: 4 * GIB,
      availableMemoryBytes: 3.5 * GIB,
      cgroup: "v2",
    });
  });

  it("are those of the tightest group up to the root", async () => {
    expect(await resources(KUBERNETES)).toMatchObject({
      cpus: 0.5,
      cpuSource: "quota",
      memoryBytes: GIB,
      availableMemoryBytes: 0.75 * GIB,
      memorySource: "cgroup",
    });
  });

  it("are those of the machine in a pod without limits", async () => {
    expect(await resources(KUBERNETES_UNLIMITED)).toMatchObject({
      cpus: 8,
      cpuSource: "host",
      memoryBytes: 16 * GIB,
      availableMemoryBytes: 12 * GIB,
      memorySource: "host",
      cgroup: "v2",
    });
  });

  it("are those of an ECS task, whose limits are set around the container", async () => {
    expect(await resources(ECS)).toMatchObject({
      cpus: 2,
      cpuSource: "cpuset",
      memoryBytes: 2 * GIB,
      availableMemoryBytes: 1.5 * GIB,
      memorySource: "cgroup",
    });
  });

  it("are limited by the cpuset when that is tighter than the quota", async () => {
    const quota = { "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "600000" };
    expect(await resources({ ...DOCKER_V1, ...quota })).toMatchObject({ cpus: 4, cpuSource: "cpuset" });
    expect(await resources({ ...DOCKER_V2, "/proc/self/status": "Cpus_allowed_list:\t0,2\n" })).toMatchObject({
      cpus: 2,
      cpuSource: "cpuset",
    });
  });

  it("are limited by a limit of version 1 that only the statistics show", async () => {
    const outer = {
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": NO_LIMIT_V1,
      "/sys/fs/cgroup/memory/memory.stat": `hierarchical_memory_limit ${GIB}\n`,
      "/sys/fs/cgroup/memory/memory.usage_in_bytes": "0\n",
    };
    expect(await resources({ ...DOCKER_V1, ...outer })).toMatchObject({ memoryBytes: GIB, memorySource: "cgroup" });
  });

  it("are those that the system reports when there are no control groups", async () => {
    const read: ReadSystemFile = async () => undefined;
    expect(await readMachineResources({ nodeVersion: "v20.20.0", read, host: { ...host, platform: "darwin" } })).toEqual({
      cpus: 8,
      cpuSource: "host",
      memoryBytes: 16 * GIB,
      availableMemoryBytes: 10 * GIB,
      memorySource: "host",
      cgroup: "none",
      platform: "darwin",
      arch: "x64",
      hostname: "node",
      nodeVersion: "v20.20.0",
    });
  });

  it("can be read from this machine", async () => {
    const found = await readMachineResources({ nodeVersion: "v20.20.0" });
    expect(found.cpus).toBeGreaterThan(0);
    expect(found.memoryBytes).toBeGreaterThan(0);
    expect(found.availableMemoryBytes).toBeLessThanOrEqual(found.memoryBytes);
  });
});

describe("the control groups of a process", () => {
  it("are listed from its own up to the mount", async () => {
    const { cpu } = await readCgroupTree(tree(KUBERNETES));
    expect(cpu?.folders).toEqual([
      "/sys/fs/cgroup/kubepods.slice/kubepods-pod1.slice/cri-ab.scope",
      "/sys/fs/cgroup/kubepods.slice/kubepods-pod1.slice",
      "/sys/fs/cgroup/kubepods.slice",
      "/sys/fs/cgroup",
    ]);
  });

  it("are the mount alone when the path lies outside it", async () => {
    const files = {
      "/proc/self/cgroup": "0::/../other\n",
      "/proc/self/mountinfo": "30 25 0:26 / /sys/fs/my\\040cgroup rw - cgroup2 cgroup2 rw",
    };
    expect((await readCgroupTree(tree(files))).memory?.folders).toEqual(["/sys/fs/my cgroup"]);
  });

  it("name CPUs as lists", () => {
    expect(parseCpuList("0-2,5\n")).toEqual([0, 1, 2, 5]);
    expect(parseCpuList("\n")).toEqual([]);
    expect(parseCpuList(undefined)).toEqual([]);
  });
});
