import { relative } from "node:path";
import type { Command } from "commander";
import { recordScenario } from "../../authoring/record/record-scenario.js";
import type { Host } from "../../base/host.js";
import { formatCount } from "../../base/numbers.js";
import type { SetExit } from "../../run/exit-codes.js";

interface RecordFlags {
  readonly out?: string;
  readonly force?: boolean;
}

/** `live-load record`. */
export function addRecordCommand(program: Command, host: Host, setExit: SetExit): void {
  program
    .command("record")
    .summary("write a scenario while you use a site")
    .description(
      "Opens a page in a browser's window and writes a scenario of what you do there. Stop with the bar in the page, by closing the window, or with Ctrl-C: what was recorded by then is written.",
    )
    .argument("<URL>", "the page to begin with")
    .option("-o, --out <file>", "Write the scenario to this file. [default: NAME.scenario.ts, after the host]")
    .option("--force", "Replace the file if it exists.")
    .action(async (url: string, { out, force = false }: RecordFlags) => {
      const stop = new AbortController();
      const ignore = host.onSignal(() => stop.abort());
      const { cwd, env, platform, clock } = host;
      const shown = (path: string) => relative(cwd, path) || path;
      const onReady = (path: string) => {
        host.stderr.write(
          `Recording to ${shown(path)}. Use the site in the browser's window; stop with its bar, or close the window.\n`,
        );
      };
      try {
        const recorded = await recordScenario({ url, out, force, cwd, env, platform, clock, signal: stop.signal, onReady });
        const path = shown(recorded.path);
        const needs = recorded.options.length === 0 ? "" : ` It needs a value for --option: ${recorded.options.join(", ")}.`;
        host.stdout.write(
          recorded.steps === 0
            ? "Nothing was recorded.\n"
            : `${path}: ${formatCount(recorded.steps, "step")}. Try it: live-load debug ${path}.${needs}\n`,
        );
        setExit("pass");
      } finally {
        ignore();
      }
    });
}
