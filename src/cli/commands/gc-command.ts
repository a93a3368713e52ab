import type { Command } from "commander";
import { LiveLoadError } from "../../base/errors.js";
import { leftFolders, removeLeftFolders } from "../../base/folders/left-folders.js";
import type { Host } from "../../base/host.js";
import { machineOf } from "../../base/machine/machine.js";
import { checkBackendOptions } from "../../cluster/backends.js";
import { clusterPorts } from "../../cluster/boot/default-ports.js";
import { collectEverywhere, type GarbagePlacesOptions, type SearchedPlace } from "../../cluster/garbage/garbage-places.js";
import { RunLedger } from "../../cluster/garbage/run-ledger.js";
import { OPTIONS } from "../../config/options.js";
import type { SetExit } from "../../run/exit-codes.js";
import { removeDeadRuns, steeredRuns } from "../../run/steering/steered-runs.js";
import { tellWarning } from "../messages.js";
import { type FolderGarbage, garbageText } from "../views/garbage-text.js";

interface GcFlags {
  readonly backend?: string;
  readonly backendOption?: readonly string[];
  readonly run?: string;
  readonly dryRun?: boolean;
}

/** `live-load gc`. */
export function addGcCommand(program: Command, host: Host, setExit: SetExit): void {
  program
    .command("gc")
    .summary("remove what earlier runs left behind")
    .description(
      "Removes the nodes, and the resources created for them, of runs whose controller is gone or whose lifetime is over. Nodes also end by themselves; use this when that failed, or takes too long.",
    )
    .option(
      "--backend <name>",
      "Search only this backend. [default: this machine, and every place where this user's runs had nodes]",
    )
    .option(
      "--backend-option <key=value>",
      "An option of the backend. (repeatable)",
      (value: string, before?: readonly string[]) => [...(before ?? []), value],
    )
    .option("--run <id>", "Remove this run, even if its controller may be alive.")
    .option("--dry-run", "Show what would be removed without removing it.")
    .action(async (flags: GcFlags) => {
      const only = placeOf(flags);
      const ports = clusterPorts({ ...machineOf(host), onWarning: (message) => tellWarning(host, message) });
      // No preflight: it checks whether nodes can be created, but old ones can be left even where that is impossible now.
      const places = await collectEverywhere({
        only,
        context: { ...ports, expiresAt: host.clock.wallTime() },
        ledger: new RunLedger(host.env),
        clock: host.clock,
        runId: flags.run,
        dryRun: flags.dryRun === true,
      });
      const isDry = flags.dryRun === true;
      const controls = { count: isDry ? steeredRuns(host.env).dead.length : removeDeadRuns(host.env), outcome: outcomeOf(isDry) };
      const folders = flags.dryRun === true ? foldersToRemove(places) : removedFolders();
      host.stdout.write(garbageText(places, { host, runId: flags.run, folders, controls }));
      const isTroubled = places.some(
        ({ found, trouble }) => trouble !== undefined || found.some(({ outcome }) => outcome === "failed"),
      );
      setExit(isTroubled ? "cluster" : "pass");
    });
}

/** Includes the folders of nodes that are still alive, but would be ended first. */
function foldersToRemove(places: readonly SearchedPlace[]): FolderGarbage {
  const runs = places.flatMap(({ found }) => found.filter(({ outcome }) => outcome === "found"));
  return { count: leftFolders(undefined, new Set(runs.map(({ runId }) => runId))).length, outcome: "found" };
}

function outcomeOf(isDry: boolean): FolderGarbage["outcome"] {
  return isDry ? "found" : "ended";
}

function removedFolders(): FolderGarbage {
  return { count: removeLeftFolders().length, outcome: "ended" };
}

/** Throws `INVALID_OPTION` for an unknown backend, and for options without a backend. */
function placeOf({ backend, backendOption = [] }: GcFlags): GarbagePlacesOptions["only"] {
  if (backend === undefined && backendOption.length === 0) return undefined;
  if (backend === undefined) {
    throw new LiveLoadError("INVALID_OPTION", "--backend-option needs --backend", {
      hint: "name the backend too: live-load gc --backend kubernetes --backend-option namespace=load",
      details: { option: "backendOptions", value: backendOption.join(" ") },
    });
  }
  const options = OPTIONS.backendOptions.parse(backendOption) ?? {};
  checkBackendOptions(backend, options);
  return { backend, options };
}
