import type { Command } from "commander";
import { errorLine } from "../../base/errors.js";
import type { Host } from "../../base/host.js";
import { formatCount } from "../../base/numbers.js";
import { checkBrowserOptions } from "../../browser/browser-connections.js";
import { openSetUpPage } from "../../browser/set-up-page.js";
import { calibrationText } from "../../run/calibration/calibration-text.js";
import type { TrialOutcome } from "../../run/calibration/judge-trial.js";
import { exitOfError, exitOfStop, type SetExit, worstExit } from "../../run/exit-codes.js";
import { planLoadTest, type ScenarioPlan } from "../../run/load-test/plan-load-test.js";
import { readLoadTest } from "../../run/load-test/read-load-test.js";
import { StopRequest } from "../../run/load-test/stop-request.js";
import { painter, runHost, tellError, wantsColor } from "../messages.js";
import { addOptionFlags, layersOf, type SharedFlags } from "../option-flags.js";
import { createProgressView } from "../views/create-progress-view.js";

/** `live-load plan`. */
export function addPlanCommand(program: Command, host: Host, setExit: SetExit): void {
  const command = program
    .command("plan")
    .summary("show how a run would be sized")
    .description(
      "Shows how many users fit on a node, how many nodes a run would need, and where the figures come from. Starts only the first node, to see its real resources; creates no load unless --calibrate is given. For users without a browser, it also runs the scenario once, to tell the steps that they cannot do.",
    )
    .argument("[FILE...]", "files, folders or patterns of scenarios");
  addOptionFlags(command, ({ isForPlan }) => isForPlan);
  command.action(async (files: string[]) => {
    const stop = new StopRequest();
    const ignore = host.onSignal((signal) => stop.ask(signal === "SIGINT" ? "interrupted" : "terminated"));
    const view = createProgressView(host, { quiet: false });
    try {
      const layers = await layersOf(command, command.opts<SharedFlags>(), { host, signal: stop.signal });
      const loadTest = await readLoadTest({
        files,
        layers,
        host: runHost(host, "stdout"),
        checkOptions: checkBrowserOptions,
        openSetUpPage,
      });
      const plans = await planLoadTest(loadTest, {
        stop,
        onEvent: (event) => (event.type === "warning" || event.type === "boot-progress") && view.show(event),
      });
      view.end();
      host.stdout.write(plans.map((plan) => planText(plan, host)).join("\n"));
      setExit(worstExit(plans.map(({ refusal }) => (refusal === undefined ? "pass" : exitOfError(refusal)))));
    } catch (error) {
      view.end();
      if (stop.reason === undefined) throw error;
      tellError(host, error);
      setExit(worstExit([exitOfStop(stop.reason), exitOfError(error) === "internal" ? "internal" : "pass"]));
    } finally {
      ignore();
    }
  });
}

function planText(plan: ScenarioPlan, host: Host): string {
  const paint = painter(wantsColor(host, "stdout"));
  const { sizing, refusal, warnings } = plan;
  const rows: readonly (readonly [string, string])[] = [
    ["Load", plan.load],
    ["Node", `${cpuText(plan)} · ${memoryText(plan)} · ${plan.resources.platform} ${plan.resources.arch} (${plan.backend})`],
    ["Browser", `${plan.browser.version} through ${plan.browser.connection}`],
    ["A user costs", costText(plan)],
    ...calibrationRows(plan),
    ...backgroundRows(plan),
    ...askedRows(plan),
    ["Users per node", `${capacityText(sizing)}${besideText(plan)}`],
    [
      "Nodes",
      `${refusal === undefined ? formatCount(sizing.nodes, "node") : `none: ${errorLine(refusal)}`} (at most ${plan.maxAllowedNodes} are allowed)`,
    ],
    ...(plan.room === undefined ? [] : [["Room now", plan.room] as const]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${paint("dim", name.padEnd(width))}  ${value}`);
  const remarks = [...warnings.map((warning) => paint("yellow", `  ! ${warning}`)), ...hintOf(plan)];
  return `${paint("bold", plan.name)}\n${[...lines, ...remarks].join("\n")}\n`;
}

function capacityText({ usersPerNode, usersByCpu, usersByMemory }: ScenarioPlan["sizing"]): string {
  const room = (users: number) => (users < 1 ? "not even one" : String(Math.floor(users)));
  const most = usersPerNode < 1 ? "none that it is sized for" : String(usersPerNode);
  return `${most}: ${room(usersByCpu)} by CPU, ${room(usersByMemory)} by memory`;
}

function backgroundRows({ background, calibration }: ScenarioPlan): readonly (readonly [string, string])[] {
  if (background === undefined) return [];
  const { browserContextsPerCore, contextMemoryUsageBytes, browserMemoryUsageBytes } = background;
  const cpu = `1/${Number(browserContextsPerCore.toPrecision(3))} CPU`;
  const cost = `${cpu} and ${Number((contextMemoryUsageBytes / 1024 ** 2).toPrecision(2))} MiB`;
  const source = calibration?.crowd === undefined ? "" : " (measured with this scenario)";
  return [["A background user", `${cost}; each process of them ${mib(browserMemoryUsageBytes)} MiB${source}`]];
}

function askedRows({ asked }: ScenarioPlan): readonly (readonly [string, string])[] {
  if (asked === undefined) return [];
  const { needBrowser, endedBy } = asked;
  const cannot = needBrowser.length === 0 ? undefined : `cannot ${needBrowser.join(", ")}`;
  const untried = endedBy === undefined ? undefined : `not every step could be tried: ${endedBy}`;
  const text = [cannot, untried].filter((part) => part !== undefined).join("; ");
  return [["Without a browser", text === "" ? "users can do every step (tried once)" : text]];
}

function besideText({ sizing: { crowd, processesPerNode = 1 } }: ScenarioPlan): string {
  if (crowd === undefined) return processesPerNode === 1 ? "" : `, in ${processesPerNode} processes`;
  const processes = crowd.processesPerNode === 1 ? "1 process" : `${crowd.processesPerNode} processes`;
  return `, beside ${formatCount(crowd.usersPerNode, "background user")} in ${processes}`;
}

function calibrationRows({ calibration }: ScenarioPlan): readonly (readonly [string, string])[] {
  if (calibration === undefined) return [];
  const { crowd } = calibration;
  const ofCrowd = crowd === undefined ? [] : [["", `background users: ${outcomeText(crowd)}`] as const];
  return [["Calibrated", outcomeText(calibration)], ...ofCrowd];
}

function outcomeText({ usersPerCore, healthyUsers, limit }: TrialOutcome): string {
  const text = calibrationText({ usersPerCore, healthyUsers, limit: limit?.limit });
  if (healthyUsers === 0) return text;
  const until = limit === undefined ? "" : `, until ${limit.second} s after the start`;
  return `${text} (the node was healthy with ${formatCount(healthyUsers, "user")}${until})`;
}

function hintOf({ refusal }: ScenarioPlan): readonly string[] {
  return refusal?.hint === undefined ? [] : [`  ${refusal.hint}`];
}

const SOURCES: Readonly<Record<string, string>> = {
  quota: "its control group's quota",
  cpuset: "its cpuset",
  cgroup: "its control group's limit",
  declared: "as declared",
  host: "the whole machine",
};

function cpuText({ resources: { cpus, cpuSource } }: ScenarioPlan): string {
  return `${formatCount(cpus, "CPU")} (${SOURCES[cpuSource] ?? cpuSource})`;
}

function memoryText({ resources: { memoryBytes, availableMemoryBytes, memorySource } }: ScenarioPlan): string {
  return `${mib(availableMemoryBytes)} MiB free of ${mib(memoryBytes)} (${SOURCES[memorySource] ?? memorySource})`;
}

function costText({ browser, calibration }: ScenarioPlan): string {
  const { browserContextsPerCore, contextMemoryUsageBytes, browserMemoryUsageBytes, connection } = browser;
  const source = calibration === undefined ? `defaults of ${connection}` : "measured with this scenario";
  const rounded = (value: number) => Number(value.toPrecision(3));
  const cpu =
    browserContextsPerCore < 1
      ? formatCount(rounded(1 / browserContextsPerCore), "CPU")
      : `1/${rounded(browserContextsPerCore)} CPU`;
  return `${cpu} and ${mib(contextMemoryUsageBytes)} MiB; the browser itself ${mib(browserMemoryUsageBytes)} MiB (${source})`;
}

function mib(bytes: number): number {
  return Math.floor(bytes / 1024 ** 2);
}
