import type { Command } from "commander";
import type { Host } from "../../base/host.js";
import { realBrowserFiles } from "../../browser/program/find-browser.js";
import { type InstallStep, installBrowser } from "../../browser/program/install-browser.js";
import { commandRunner } from "../../browser/program/run-command.js";
import type { SetExit } from "../../run/exit-codes.js";
import { painter, wantsColor } from "../messages.js";

const MARKS: Record<InstallStep["outcome"], string> = { done: "✓", failed: "✗", skipped: "–" };

/** `live-load install`. */
export function addInstallCommand(program: Command, host: Host, setExit: SetExit): void {
  program
    .command("install")
    .summary("install a browser on this machine")
    .description(
      "Installs a browser unless this machine has one: through Playwright's download or, as root on Debian and Ubuntu, through apt.",
    )
    .option("--force", "Install even if there is a browser already.")
    .option("-q, --quiet", "Print nothing unless it fails.")
    .action(async (flags: { readonly force?: boolean; readonly quiet?: boolean }) => {
      const { browser, steps, advice } = await installBrowser({
        env: host.env,
        platform: host.platform,
        isRoot: host.isRoot,
        nodePath: host.execPath,
        run: commandRunner(host.clock),
        files: realBrowserFiles,
        write: (text) => void (flags.quiet === true || host.stderr.write(text)),
        force: flags.force === true,
      });
      if (flags.quiet !== true || browser === undefined) host.stdout.write(report(host, steps, advice));
      setExit(browser === undefined ? "cluster" : "pass");
    });
}

function report(host: Host, steps: readonly InstallStep[], advice: string | undefined): string {
  const paint = painter(wantsColor(host, "stdout"));
  const color = { done: "green", failed: "red", skipped: "dim" } as const;
  const lines = steps.map(({ title, outcome, message }) => `${paint(color[outcome], MARKS[outcome])} ${title}: ${message}`);
  if (advice !== undefined) lines.push(advice);
  return `${lines.join("\n")}\n`;
}
