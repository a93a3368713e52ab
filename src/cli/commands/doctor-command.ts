import type { Command } from "commander";
import type { Host } from "../../base/host.js";
import { readMachineResources } from "../../base/machine/machine-resources.js";
import { type Diagnosis, diagnoseBrowser } from "../../browser/program/diagnose-browser.js";
import type { SetExit } from "../../run/exit-codes.js";
import { painter, wantsColor } from "../messages.js";

const SIGNS = { ok: ["✓", "green"], warning: ["!", "yellow"], missing: ["✗", "red"] } as const;

/** `live-load doctor`. */
export function addDoctorCommand(program: Command, host: Host, setExit: SetExit): void {
  program
    .command("doctor")
    .summary("check whether this machine can run load tests")
    .description("Checks what a run needs from this machine, tries the browser, and says how to get what is missing.")
    .action(async () => {
      const stop = new AbortController();
      const ignore = host.onSignal(() => stop.abort());
      try {
        const findings = await diagnose(host, stop.signal);
        host.stdout.write(table(host, findings));
        setExit(findings.some(({ status }) => status === "missing") ? "cluster" : "pass");
      } finally {
        ignore();
      }
    });
}

async function diagnose(host: Host, signal: AbortSignal): Promise<readonly Diagnosis[]> {
  const { env, platform, isRoot, clock, nodeVersion } = host;
  const { arch, cpus, memoryBytes } = await readMachineResources({ nodeVersion });
  return diagnoseBrowser({ env, platform, arch, nodeVersion, isRoot, cpus, memoryBytes, clock, signal });
}

function table(host: Host, findings: readonly Diagnosis[]): string {
  const paint = painter(wantsColor(host, "stdout"));
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap(({ name, status, detail, fix }) => {
    const [mark, color] = SIGNS[status];
    const line = `${paint(color, mark)} ${name.padEnd(width)}  ${detail}`;
    return fix === undefined ? [line] : [line, paint("dim", `  ${"".padEnd(width)}  → ${fix}`)];
  });
  const missing = findings.filter(({ status }) => status === "missing").length;
  const end = missing === 0 ? "LiveLoad can run here." : `LiveLoad cannot run here: ${missing} missing.`;
  return `${lines.join("\n")}\n\n${end}\n`;
}
