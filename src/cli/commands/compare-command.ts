import { writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import { makeFolder } from "../../base/folders/make-folder.js";
import type { Host } from "../../base/host.js";
import { compareResults } from "../../result/compare.js";
import type { SetExit } from "../../run/exit-codes.js";
import { loadResult } from "../../run/report-folder/load-result.js";
import { painter, wantsColor } from "../messages.js";
import { compareMarkdown, compareText } from "../views/compare-view.js";

interface CompareFlags {
  readonly json?: boolean;
  readonly out?: string;
}

/** `live-load compare`. */
export function addCompareCommand(program: Command, host: Host, setExit: SetExit): void {
  program
    .command("compare")
    .summary("compare two results")
    .description(
      "Puts two results side by side and says which differences are real: larger than the histograms' error, and based on enough samples.",
    )
    .argument("<A>", "the output folder of a run, or its result.json")
    .argument("<B>", "the output folder of another run, or its result.json")
    .option("--json", "Write the comparison as JSON.")
    .option("-o, --out <file>", "Also write it to a file, as Markdown.")
    .action(async (a: string, b: string, flags: CompareFlags) => {
      const [first, second] = [await loadResult(resolve(host.cwd, a)), await loadResult(resolve(host.cwd, b))];
      const comparison = compareResults(first, second);
      if (flags.out !== undefined) await write(resolve(host.cwd, flags.out), compareMarkdown(comparison));
      const view = { columns: host.stdout.columns || 160, paint: painter(wantsColor(host, "stdout")) };
      host.stdout.write(flags.json === true ? `${JSON.stringify(comparison)}\n` : compareText(comparison, view));
      setExit("pass");
    });
}

async function write(file: string, text: string): Promise<void> {
  try {
    makeFolder(dirname(file));
    await writeFile(file, text);
  } catch (error) {
    throw new LiveLoadError("INVALID_OPTION", `--out is ${JSON.stringify(file)}, which cannot be written: ${messageOf(error)}`, {
      details: { option: "out", value: file },
      cause: error,
    });
  }
}
