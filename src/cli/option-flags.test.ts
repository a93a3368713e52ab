import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { OPTION_GROUPS, OPTION_NAMES, OPTIONS } from "../config/options.js";
import { addOptionFlags } from "./option-flags.js";

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
});
