import { resolve } from "node:path";
import type { Command } from "commander";
import type { Host } from "../../base/host.js";
import { OPTIONS } from "../../config/options.js";
import type { SetExit } from "../../run/exit-codes.js";
import { remakeReport } from "../../run/report-folder/remake-report.js";
import { runHost } from "../messages.js";

/** `live-load report`. */
export function addReportCommand(program: Command, host: Host, setExit: SetExit): void {
  program
    .command("report")
    .summary("rebuild the reports of a run")
    .description(
      "Rebuilds the reports of a run from its result.json. If the controller died before writing one, the result is rebuilt from the journal first.",
    )
    .argument("<DIR>", "the output folder of the run")
    .option("--reporter <names>", `${OPTIONS.reporters.help} [default: ${OPTIONS.reporters.default.join(",")}]`)
    .option("--from-journal", "Rebuild the result from the journal even if there is a result.json.")
    .action(async (folder: string, flags: { readonly reporter?: string; readonly fromJournal?: boolean }) => {
      const text = await remakeReport({
        folder: resolve(host.cwd, folder),
        reporters: flags.reporter?.split(",").map((name) => name.trim()) ?? OPTIONS.reporters.default,
        fromJournal: flags.fromJournal === true,
        host: runHost(host, "stdout"),
      });
      host.stdout.write(text);
      setExit("pass");
    });
}
