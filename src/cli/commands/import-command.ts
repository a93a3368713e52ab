import type { Command } from "commander";
import { importRecording } from "../../authoring/recording/import-recording.js";
import type { Host } from "../../base/host.js";
import type { SetExit } from "../../run/exit-codes.js";

interface ImportFlags {
  readonly out?: string;
  readonly force?: boolean;
}

/** `live-load import`. */
export function addImportCommand(program: Command, host: Host, setExit: SetExit): void {
  program
    .command("import")
    .summary("make a scenario of a recording of Chrome's Recorder")
    .description(
      "Makes a scenario of a recording that the panel Recorder of Chrome's DevTools has exported as JSON. What cannot be carried over stands in it as a comment, with the reason.",
    )
    .argument("<FILE>", "the recording")
    .option("-o, --out <file>", "The scenario's file. [default: NAME.scenario.ts, by the recording's title]")
    .option("--force", "Replace the scenario's file if it exists.")
    .action(async (file: string, { out, force = false }: ImportFlags) => {
      const outcome = await importRecording({ folder: host.cwd, file, out, force });
      const { steps, lost } = outcome;
      const done = `Wrote ${outcome.out} with ${steps} ${steps === 1 ? "step" : "steps"}.`;
      const left = lost === 0 ? "" : ` ${lost} could not be carried over: see the comments "Not carried over".`;
      host.stdout.write(`${done}${left}\nTry it: npx live-load debug ${outcome.out}\n`);
      setExit("pass");
    });
}
