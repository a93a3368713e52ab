import { Command } from "commander";
import { describe, expect, it } from "vitest";
import type { Host } from "../base/host.js";
import { OPTION_GROUPS, OPTION_NAMES, OPTIONS } from "../config/options.js";
import { addOptionFlags, layersOf } from "./option-flags.js";

const command = (...given: Parameters<typeof addOptionFlags> extends [Command, ...infer Rest] ? Rest : never) => {
  const made = new Command("run").exitOverride();
  addOptionFlags(made, ...given);
  return made;
};

describe("the flags of a command", () => {
  it("are listed in groups, each in one", () => {
    const flags = OPTION_NAMES.flatMap((name) => ("flag" in OPTIONS[name] ? [OPTIONS[name].flag] : []));
    const help = command().helpInformation();
    expect(flags.filter((flag) => help.split(`${flag} `).length !== 2)).toEqual([]);
    expect(help.match(/^[A-Z].*:$/gm)).toEqual([...OPTION_GROUPS.map(({ title }) => `${title}:`), "Other:"]);
    expect(OPTION_GROUPS.flatMap(({ names }) => names).sort()).toEqual([...OPTION_NAMES].sort());
  });

  it("are accepted even where they are not listed", () => {
    const planning = command(({ isForPlan }) => isForPlan);
    expect(planning.helpInformation()).toContain("--users <n>");
    expect(planning.helpInformation()).not.toMatch(/--out |--threshold |^Output:/m);
    planning.parse(["--out", "there", "--users", "3"], { from: "user" });
    expect(planning.opts()).toMatchObject({ out: "there", users: "3" });
  });

  it("ask for the dashboard when they name its port", async () => {
    const flagsOf = async (...args: readonly string[]) => {
      const made = command().parse(args, { from: "user" });
      const host = { env: {}, cwd: "/nowhere" } as unknown as Host;
      const [flags] = await layersOf(made, {}, { host, signal: new AbortController().signal });
      return flags?.values;
    };
    expect(await flagsOf("--ui-port", "0")).toEqual({ ui: true, uiPort: "0" });
    expect(await flagsOf("--users", "3")).toEqual({ users: "3" });
  });
});
