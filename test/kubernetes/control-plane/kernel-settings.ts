import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Layout } from "./layout.js";

/** Settings that a kubelet changes for the whole machine (see its `--protect-kernel-defaults`): tests must restore them. */
const SETTINGS = [
  "vm/overcommit_memory",
  "vm/panic_on_oom",
  "kernel/panic",
  "kernel/panic_on_oops",
  "kernel/keys/root_maxkeys",
  "kernel/keys/root_maxbytes",
];

export function noteKernelSettings(layout: Layout): void {
  const there = SETTINGS.filter((name) => existsSync(join("/proc/sys", name)));
  const values = Object.fromEntries(there.map((name) => [name, readFileSync(join("/proc/sys", name), "utf8").trim()]));
  writeFileSync(notePath(layout), JSON.stringify(values));
}

export function restoreKernelSettings(layout: Layout): void {
  if (!existsSync(notePath(layout))) return;
  const values = JSON.parse(readFileSync(notePath(layout), "utf8")) as Record<string, string>;
  for (const [name, value] of Object.entries(values)) writeFileSync(join("/proc/sys", name), value);
}

function notePath(layout: Layout): string {
  return join(layout.state, "kernel-settings.json");
}
