import { relative } from "node:path";
import { type Command, Option } from "commander";
import { CI_SYSTEMS, type CiSystem } from "../../authoring/init/ci-workflows.js";
import { seenOf } from "../../authoring/init/first-draft.js";
import { type InitOutcome, initProject } from "../../authoring/init/init-project.js";
import { siteAddress } from "../../authoring/look/site-address.js";
import type { Host } from "../../base/host.js";
import { invalidOption } from "../../base/invalid-option.js";
import { suggest } from "../../base/wording/suggest.js";
import type { SetExit } from "../../run/exit-codes.js";
import { painter, wantsColor } from "../messages.js";

interface InitFlags {
  readonly ci?: string;
  readonly js?: boolean;
  readonly ignoreCertificateErrors?: boolean;
}

/** `live-load init`. */
export function addInitCommand(program: Command, host: Host, setExit: SetExit): void {
  program
    .command("init")
    .summary("write a first scenario, and what it takes to run it")
    .description(
      [
        "Writes a scenario, a config file, a tsconfig.json if there is none, scripts and lines for .gitignore. It never overwrites a file.",
        "",
        "With the URL of a page it opens that page in a browser and tries what a user could safely do there: it types into live fields, searches, clicks buttons and follows a link. It sends no other form, and stays away from what deletes, pays, logs out and the like. What has worked becomes the scenario.",
      ].join("\n"),
    )
    .argument("[URL]", "the page that the scenario is for, such as http://127.0.0.1:4000/shop")
    .addOption(ciOption())
    .option("--js", "Write JavaScript, and no tsconfig.json.")
    .option("--ignore-certificate-errors", "Open a site whose certificate is not trusted.")
    .addHelpText("after", "\nTry it: live-load init http://127.0.0.1:4000 && live-load run")
    .action(async (typed: string | undefined, flags: InitFlags) => {
      const ci = ciSystem(flags.ci);
      const url = typed === undefined ? undefined : siteAddress(typed);
      const stop = new AbortController();
      const ignore = host.onSignal(() => stop.abort());
      if (url !== undefined) host.stderr.write(`Looking at ${url.href} …\n`);
      try {
        const outcome = await initProject({
          folder: host.cwd,
          url,
          ci,
          isJavaScript: flags.js === true,
          ignoreCertificateErrors: flags.ignoreCertificateErrors === true,
          clock: host.clock,
          env: host.env,
          signal: stop.signal,
        });
        host.stdout.write(report(host, outcome));
        setExit("pass");
      } finally {
        ignore();
      }
    });
}

/** The choices are for help and completion; what is wrong is told as with every option. */
function ciOption(): Option {
  const option = new Option("--ci <system>", "Also write a workflow.");
  option.argChoices = [...CI_SYSTEMS];
  return option;
}

function ciSystem(given: string | undefined): CiSystem | undefined {
  if (given === undefined) return undefined;
  const known = CI_SYSTEMS.find((system) => system === given);
  if (known !== undefined) return known;
  const allowed = CI_SYSTEMS.map((system) => JSON.stringify(system)).join(" or ");
  throw invalidOption({ option: "ci", label: "--ci", value: given, allowed, hint: suggest(given, CI_SYSTEMS) });
}

function report(host: Host, { facts, look, files }: InitOutcome): string {
  const paint = painter(wantsColor(host, "stdout"));
  const names = files.map(({ path }) => relative(facts.folder, path) || path);
  const width = Math.max(...names.map(({ length }) => length));
  const lines = files.map(({ text, note }, index) => {
    const isKept = text === undefined;
    const sign = isKept ? paint("dim", "– kept ") : paint("green", "✓ wrote");
    return `${sign}  ${(names[index] ?? "").padEnd(width)}  ${note}`;
  });
  const hints = look?.hints.map((hint) => paint("yellow", hint)) ?? [];
  const seen = look === undefined ? [] : [seenOf(look), ...hints, ""];
  return `${[...seen, ...lines, "", ...nextSteps(facts)].join("\n")}\n`;
}

const ADD = { npm: "npm install --save-dev", pnpm: "pnpm add --save-dev", yarn: "yarn add --dev", bun: "bun add --dev" } as const;

function nextSteps({ packageText, packageManager, dependsOnLiveLoad }: InitOutcome["facts"]): readonly string[] {
  const install = packageText === undefined ? `${packageManager} install` : `${ADD[packageManager]} live-load`;
  const first = dependsOnLiveLoad ? [] : [`  ${install}`];
  return ["Next:", ...first, "  npx live-load run", "  npx live-load debug       one user, once, step by step"];
}
