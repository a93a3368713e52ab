import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.js";
import { processHost } from "../../base/host.js";
import { runCommandLine } from "../command-line.js";

async function scriptOf(shell: string): Promise<string> {
  const said: string[] = [];
  const stdout = { write: (text: string) => void said.push(text), isTTY: false, columns: 100 };
  expect(await runCommandLine({ ...processHost(), clock: systemClock, args: ["completion", shell], stdout })).toBe(0);
  return said.join("");
}

describe("the completion of a shell", () => {
  it("completes commands, flags and values in bash", async () => {
    const script = await scriptOf("bash");
    const complete = (...words: readonly string[]) => {
      const line = `COMP_WORDS=(live-load ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _live_load; echo "\${COMPREPLY[@]}"`;
      return execFileSync("bash", ["--norc", "-c", `${script}\n${line}`], { encoding: "utf8" })
        .trim()
        .split(" ");
    };
    expect(complete("st")).toEqual(["status", "stop"]);
    expect(complete("run", "--us")).toEqual(["--users", "--user-agent"]);
    expect(complete("run", "shop.scenario.ts", "--ramp")).toEqual(["--ramp-up"]);
    expect(complete("set", "-")).toEqual(expect.arrayContaining(["--users", "--rate", "--over", "-u"]));
    expect(complete("completion", "")).toEqual(["bash", "zsh", "fish"]);
    expect(complete("run", "my")).toEqual([""]);
    expect(complete("run", "--evidence", "")).toEqual(["on", "off"]);
    expect(complete("run", "--browser", "pl")).toEqual(["playwright"]);
    expect(complete("run", "--reporter", "c")).toEqual(["console", "csv"]);
    // Files, as nothing else is known.
    expect(complete("set", "--out", "")).toEqual([""]);
  });

  it("has every visible command and flag for zsh and fish, and nothing hidden", async () => {
    const [zsh, fish] = [await scriptOf("zsh"), await scriptOf("fish")];
    for (const script of [zsh, fish]) {
      expect(script).toContain("change the users or the rate of a run that is under way");
      expect(script).not.toMatch(/--steer|a controller/);
    }
    expect(zsh).toMatch(/'\*'--on-failure'\[[^\]]+\]:value:\(replace continue stop\)'/);
    expect(zsh).toMatch(/\{-u,--users\}'\[[^\]]+\]:value:_files'/);
    expect(fish).toContain("complete -c live-load -n '__fish_seen_subcommand_from run' -s u -l users -r -d ");
  });
});
