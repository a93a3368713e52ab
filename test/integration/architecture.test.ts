import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
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

const architecture = readFileSync("ARCHITECTURE.md", "utf8");

/** Names of files and folders: with a slash or a file extension. */
const namedPaths = [...architecture.matchAll(/`([\w.*/-]+)`/g)]
  .map(([, name = ""]) => name)
  .filter((name) => name.includes("/") || /\.(ts|mjs|md|json)$/.test(name));

/** Whether a path exists at the root or below `src`; `NAME` and `*` stand for any name. */
function exists(path: string): boolean {
  const pattern = path.replaceAll("NAME", "*");
  return [pattern, join("src", pattern)].some((candidate) =>
    candidate.includes("*") ? matchesOf(candidate).length > 0 : existsSync(candidate),
  );
}

/** The paths that a pattern with `*` matches, one folder at a time. */
function matchesOf(pattern: string): readonly string[] {
  return pattern
    .split("/")
    .filter((part) => part !== "")
    .reduce<readonly string[]>(
      (folders, part) => {
        const name = new RegExp(`^${part.replaceAll(".", "\\.").replaceAll("*", ".+")}$`);
        return folders.flatMap((folder) =>
          existsSync(folder) ? readdirSync(folder).flatMap((entry) => (name.test(entry) ? [join(folder, entry)] : [])) : [],
        );
      },
      ["."],
    );
}

interface PathEntry {
  readonly file: string;
  /** Names between backticks in the entry. */
  readonly names: readonly string[];
}

/** The entries of a path, in order. */
function entriesOf(title: string): readonly PathEntry[] {
  const section = architecture.split(`## ${title}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\d+\. `([^`]+)` – (.*)$/gm)].map(([, file = "", text = ""]) => ({
    file,
    names: [...text.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
  }));
}

/** The files that a file imports. */
function importsOf(file: string): readonly string[] {
  return [...readFileSync(file, "utf8").matchAll(/ from "(\.[^"]+)\.js"/g)].flatMap(([, path = ""]) =>
    [".ts", ".tsx"].map((ending) => `${join(dirname(file), path)}${ending}`),
  );
}

/** Whether one of two files imports the other, or both import a file or contain a message or port that the entry names. */
function areConnected(from: string, { file: to, names }: PathEntry): boolean {
  const [ofFrom, ofTo] = [importsOf(from), importsOf(to)];
  if (ofFrom.includes(to) || ofTo.includes(from)) return true;
  const texts = [from, to].map((file) => readFileSync(file, "utf8"));
  return names.some((name) => {
    if (name.endsWith(".ts")) return ofFrom.includes(name) && ofTo.includes(name);
    const word = new RegExp(`(?<![\\w.])${name.replaceAll(".", "\\.")}(?![\\w.])`);
    return /^[A-Z]\w+$|^\w+\.\w+$/.test(name) && texts.every((text) => word.test(text));
  });
}

describe("the architecture", () => {
  it("has every file and folder that ARCHITECTURE.md names", () => {
    expect(namedPaths.length).toBeGreaterThan(80);
    expect(namedPaths.filter((path) => !exists(path))).toEqual([]);
  });

  it("keeps folders to 25 sources: beyond that, a topic gets a room of its own", () => {
    const folders = [...new Set(sources.map((file) => dirname(file)))];
    const crowded = folders.filter((folder) => sources.filter((file) => dirname(file) === folder).length > 25);
    expect(folders.length).toBeGreaterThan(40);
    expect(crowded).toEqual([]);
  });

  it.each(["The path of a click", "The path of a sample"])(
    "connects successive files of %s by imports, messages or ports",
    (title) => {
      const entries = entriesOf(title);
      expect(entries.length).toBeGreaterThan(5);
      expect(entries.length).toBeLessThanOrEqual(12);
      const broken = entries.slice(1).filter((entry, at) => !areConnected(entries[at]?.file ?? "", entry));
      expect(broken.map(({ file }) => file)).toEqual([]);
    },
  );

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

  it("uses `process` only in entry points and in the host", () => {
    const touching = sources.filter((file) => /(?<![.\w])process\.(?!\w*\()|(?<![.\w])process\.\w+\(/.test(codeOf(file)));
    expect(touching.filter((file) => !PROCESS_FILES.includes(file))).toEqual([]);
  });

  it("reads the clock in a single place", () => {
    const reading = sources.filter((file) =>
      /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bhrtime\b|\bset(?:Timeout|Interval)\(/.test(codeOf(file)),
    );
    expect(reading.filter((file) => !CLOCK_FILES.includes(file))).toEqual([]);
  });
});

/** However the option is written: as a key, with or without quotes, in short, as a property, or as a flag. */
const RETRIES = /["']?\b(?:retry)["']?\s*:|[{,]\s*(?:retry)\s*[,}]|\.(?:retry)\b|--(?:retry)\b/;

describe("tests", () => {
  it("are tried again only if they measure time, or in CI", () => {
    const files = ["src", "test"].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
    );
    const configurations = readdirSync(".").filter((name) => /^vitest\..*\.ts$/.test(name));
    const checked = [
      "package.json",
      ".ci/run",
      ...configurations,
      ...files.filter((path) => /\.test\.ts$|^test\/.*\.ts$/.test(path)),
    ];
    expect(configurations.length).toBeGreaterThan(3);
    const retrying = checked.filter((path) => RETRIES.test(readFileSync(path, "utf8")));
    expect(retrying.sort()).toEqual(["test/fixtures/ci-retries.ts", "test/fixtures/measures-time.ts"]);
  });
});
