import { writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import { makeFolder } from "../../base/folders/make-folder.js";
import type { Host } from "../../base/host.js";
import { formatCount } from "../../base/numbers.js";
import { parsers } from "../../config/option-spec.js";
import { comparePage } from "../../reporters/html/compare/compare-page.js";
import { type Comparison, compareResults } from "../../result/compare.js";
import { comparedChanges } from "../../result/compared-changes.js";
import { areTrusted, regressionsOf } from "../../result/regressions.js";
import type { ExitName, SetExit } from "../../run/exit-codes.js";
import { loadResult } from "../../run/report-folder/load-result.js";
import { painter, tellWarning, wantsColor } from "../messages.js";
import { compareMarkdown, compareText, regressionTexts } from "../views/compare-view.js";

interface CompareFlags {
  readonly json?: boolean;
  readonly all?: boolean;
  readonly out?: string;
  readonly maxRegression?: string;
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
    .option("--all", "Also show the metrics without a real difference.")
    .option("--json", "Write the comparison as JSON.")
    .option("-o, --out <file>", "Also write it to a file: a page if its name ends in .html, else Markdown.")
    .option("--max-regression <share>", "Exit with 99 when a latency rose by more than this, such as 10%.")
    .action(async (a: string, b: string, flags: CompareFlags) => {
      const most = flags.maxRegression === undefined ? undefined : shareOf(flags.maxRegression);
      const [first, second] = [await loadResult(resolve(host.cwd, a)), await loadResult(resolve(host.cwd, b))];
      const comparison = compareResults(first, second);
      const fileText = (name: string) =>
        /\.html?$/i.test(name) ? comparePage(comparison, { a: first, b: second }) : compareMarkdown(comparison);
      if (flags.out !== undefined) await write(resolve(host.cwd, flags.out), fileText(flags.out));
      const view = {
        columns: host.stdout.columns || 160,
        paint: painter(wantsColor(host, "stdout")),
        all: flags.all === true,
      };
      host.stdout.write(flags.json === true ? `${JSON.stringify(comparison)}\n` : compareText(comparison, view));
      setExit(most === undefined ? "pass" : judge(comparison, most, host));
    });
}

const SHARE = 'a share from 0 to 1, or a percentage such as "10%"';

function shareOf(text: string): number {
  const share = parsers.share(text);
  if (share !== undefined) return share;
  throw new LiveLoadError("INVALID_OPTION", `--max-regression is ${JSON.stringify(text)}, but it takes ${SHARE}`, {
    details: { option: "max-regression", value: text, allowed: SHARE },
  });
}

/** Says on standard error which latencies rose too much. */
function judge(comparison: Comparison, most: number, host: Host): ExitName {
  if (!areTrusted(comparison)) {
    tellWarning(host, "no regression can be told from a run whose figures cannot be trusted");
    return "unreliable";
  }
  const regressions = regressionsOf(comparison, most);
  for (const text of regressionTexts(regressions)) host.stderr.write(`✗ ${text}\n`);
  const unclear = comparedChanges(comparison).unclear.filter(({ unit }) => unit === "ms");
  if (unclear.length > 0)
    tellWarning(host, `${formatCount(unclear.length, "latency has", "latencies have")} too few samples to tell a regression`);
  return regressions.length === 0 ? "pass" : "failed";
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
