import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CLOCK_FILES, PROCESS_FILES, WALLS } from "../../architecture.mjs";

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => /\.ts$/.test(path) && !/\.test(-d)?\.ts$|\.generated\.ts$|\/client\//.test(path))
  .map((path) => join("src", path));

/** Source without comments and strings, so that words in them do not count. */
const codeOf = (file: string) =>
  readFileSync(file, "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""')
    .replace(/\/\/.*$/gm, "");

describe("the architecture", () => {
  it("has the same table in ARCHITECTURE.md as in architecture.mjs", () => {
    const section = /## Who may import whom([\s\S]*?)\n## /.exec(readFileSync("ARCHITECTURE.md", "utf8"))?.[1] ?? "";
    const rows = [...section.matchAll(/^\| (\w+) \| ([\w, –]+) \|$/gm)].filter(([, folder]) => folder !== "folder");
    const table = Object.fromEntries(rows.map(([, folder, list]) => [folder, list === "–" ? [] : list?.split(", ")]));
    expect(table).toEqual(Object.fromEntries(Object.entries(WALLS).map(([folder, { may }]) => [folder, may])));
  });

  it("has a wall around every folder of src", () => {
    const folders = readdirSync("src", { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(WALLS).sort());
  });

  it("touches the process only where it begins and in the host", () => {
    const touching = sources.filter((file) => /(?<![.\w])process\.(?!\w*\()|(?<![.\w])process\.\w+\(/.test(codeOf(file)));
    expect(touching.filter((file) => !PROCESS_FILES.includes(file))).toEqual([]);
  });

  it("reads the clock in one place", () => {
    const reading = sources.filter((file) =>
      /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bhrtime\b|\bset(?:Timeout|Interval)\(/.test(codeOf(file)),
    );
    expect(reading.filter((file) => !CLOCK_FILES.includes(file))).toEqual([]);
  });
});
