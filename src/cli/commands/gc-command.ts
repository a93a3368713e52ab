import type { Command } from "commander";
import type { Host } from "../../base/host.js";
import { leftFolders, removeLeftFolders } from "../../base/left-folders.js";
import { formatCount } from "../../base/numbers.js";
import { createBackend } from "../../cluster/backends.js";
import { collectGarbage, type GarbageRun } from "../../cluster/collect-garbage.js";
import { clusterPorts } from "../../cluster/default-ports.js";
import { RunLedger } from "../../cluster/run-ledger.js";
import { OPTIONS } from "../../config/options.js";
import type { SetExit } from "../exit-codes.js";
import { painter, tellWarning, wantsColor } from "../messages.js";

interface GcFlags {
  readonly backend: string;
  readonly backendOption?: readonly string[];
  readonly run?: string;
  readonly dryRun?: boolean;
}

/** `live-load gc`. */
export function addGcCommand(program: Command, host: Host, setExit: SetExit): void {
  program
    .command("gc")
    .summary("end what runs have left behind")
    .description(
      "Ends nodes whose controller is gone, and those whose lifetime is over. Nodes end by themselves, too; this is for when that did not work, or is not soon enough.",
    )
    .option("--backend <name>", "Where to look.", OPTIONS.backend.default)
    .option(
      "--backend-option <key=value>",
      "An option of the backend. (repeatable)",
      (value: string, before?: readonly string[]) => [...(before ?? []), value],
    )
    .option("--run <id>", "End this run, whatever is known of its controller.")
    .option("--dry-run", "Say what would be ended, and end nothing.")
    .action(async (flags: GcFlags) => {
      const options = OPTIONS.backendOptions.parse(flags.backendOption ?? []) ?? {};
      const ports = clusterPorts({ env: host.env, clock: host.clock, onWarning: (message) => tellWarning(host, message) });
      const context = { ...ports, expiresAt: host.clock.wallTime() };
      const backend = await createBackend({ name: flags.backend, options, context });
      // No preflight: that is for creating nodes, and what could not be created now can still have been left behind.
      const runs = await collectGarbage({
        backend,
        backendName: flags.backend,
        ledger: new RunLedger(host.env),
        clock: host.clock,
        runId: flags.run,
        dryRun: flags.dryRun === true,
      });
      const folders = flags.dryRun === true ? leftFolders() : removeLeftFolders();
      if (runs.length > 0 || folders.length === 0) host.stdout.write(garbageText(runs, host));
      const verb = flags.dryRun === true ? "would be removed" : "removed";
      if (folders.length > 0)
        host.stdout.write(`${formatCount(folders.length, "temporary folder")} of killed processes ${verb}\n`);
      setExit(runs.some(({ outcome }) => outcome === "failed") ? "cluster" : "pass");
    });
}

const SIGNS = { ended: ["✓", "green"], kept: ["–", "dim"], found: ["·", "yellow"], failed: ["✗", "red"] } as const;
const VERBS = { ended: "ended", kept: "kept", found: "would be ended", failed: "could not be ended" } as const;

function garbageText(runs: readonly GarbageRun[], host: Host): string {
  if (runs.length === 0) return "Nothing was left behind.\n";
  const paint = painter(wantsColor(host, "stdout"));
  const lines = runs.map(({ runId, nodes, outcome, reason }) => {
    const [mark, color] = SIGNS[outcome];
    return `${paint(color, mark)} ${runId}  ${nodes} ${nodes === 1 ? "node" : "nodes"} ${VERBS[outcome]}: ${reason}`;
  });
  return `${lines.join("\n")}\n`;
}
