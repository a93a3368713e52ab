import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { scenarioSource } from "../../src/authoring/draft/scenario-source.js";
import { readRecording } from "../../src/authoring/recording/read-recording.js";
import { recordingDraft } from "../../src/authoring/recording/recording-draft.js";
import { ERROR_CODES } from "../../src/base/errors.js";
import { processHost } from "../../src/base/host.js";
import { runCommandLine } from "../../src/cli/command-line.js";
import { type Fence, fencesOf, PAGES } from "../fixtures/docs/fences.js";

const DOCS = PAGES.filter((page) => page.startsWith("docs/"));

const textOf = (page: string) => readFileSync(page, "utf8");
const withoutFences = (page: string) => textOf(page).replace(/^```[\s\S]*?^```$/gm, "");

describe("links in the documentation", () => {
  it("lead to files and headings that exist", () => {
    const broken = PAGES.flatMap((page) =>
      [...withoutFences(page).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(page, target))
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it("lead from the index and from the README to every page", () => {
    for (const page of DOCS.map((path) => basename(path)).filter((name) => name !== "README.md")) {
      expect(textOf("docs/README.md"), page).toContain(`](${page})`);
      expect(textOf("README.md"), page).toContain(`](docs/${page})`);
    }
  });

  it("can be left out for the files that ARCHITECTURE.md names, which exist", () => {
    const sources = readdirSync("src", { recursive: true, encoding: "utf8" });
    const named = [...textOf("ARCHITECTURE.md").matchAll(/`([a-z-]+(?:\/[\w.-]+)*\.(?:ts|mjs|md))`/g)].map(
      ([, path = ""]) => path,
    );
    const exists = (path: string) =>
      existsSync(path) || existsSync(join("src", path)) || sources.some((source) => basename(source) === path);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !exists(path))).toEqual([]);
  });
});

describe("code in the documentation", () => {
  it("compiles, and so does what import writes", () => {
    const blocks = PAGES.flatMap(fencesOf).filter(
      ({ language, code }) => language === "ts" && /defineScenario|from "live-load/.test(code),
    );
    expect(blocks.filter(({ code }) => code.includes("defineScenario")).length).toBeGreaterThan(8);
    expect(compilerErrorsOf([...blocks, importedRecording()])).toEqual([]);
  }, 180_000);

  it("uses only flags that the commands have", async () => {
    const flagsOf = await flagsByCommand();
    const lines = PAGES.flatMap((page) => commandLinesOf(page));
    const wrong = lines.flatMap(({ page, command, flags }) =>
      flags.filter((flag) => flagsOf.get(command)?.has(flag) !== true).map((flag) => `${page}: live-load ${command} ${flag}`),
    );
    expect(lines.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  it("is described with flags that some command has", async () => {
    const known = new Set([...(await flagsByCommand()).values()].flatMap((flags) => [...flags]));
    // Chromium's own.
    known.add("--no-sandbox");
    // Prometheus's own.
    known.add("--web");
    const named = PAGES.flatMap((page) =>
      [...withoutFences(page).matchAll(/`(?:-\w, )?(--[a-z][\w-]*)[^`]*`/g)].map(([, flag = ""]) => ({ page, flag })),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ flag }) => !known.has(flag))).toEqual([]);
  });
});

describe("the reference pages", () => {
  it("have the tables generated from the source", async () => {
    await promisify(execFile)(process.execPath, ["scripts/build-docs.mjs", "--check"]);
  });

  it("have every flag of every command", async () => {
    const page = textOf("docs/options.md");
    const flagsOf = await flagsByCommand();
    // Backends start it; users never type it.
    const typed = [...flagsOf].filter(([command]) => command !== "agent");
    const missing = typed.flatMap(([command, flags]) =>
      [...flags].filter((flag) => !page.includes(flag)).map((flag) => `${command} ${flag}`),
    );
    expect(missing).toEqual([]);
  });

  it("have every step of the chain", () => {
    const page = textOf("docs/steps.md");
    expect(stepNames().length).toBeGreaterThan(40);
    // A step stands with its arguments in a table or, while it has no description yet, in a placeholder comment.
    expect(stepNames().filter((name) => !new RegExp(`(?<![\\w.])${name}\\(`).test(page))).toEqual([]);
  });

  it("have no error code that does not exist", () => {
    const codes = PAGES.flatMap((page) =>
      [...withoutFences(page).matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code = ""]) => code),
    );
    // Variables of the environment, and the browser's own codes.
    const others = /^(LIVELOAD|XDG|PLAYWRIGHT|AGENT|DOCKER|GITHUB|OTEL|TEST|WAYLAND|NODE|ERR)_/;
    expect(codes.filter((code) => !Object.hasOwn(ERROR_CODES, code) && !others.test(code))).toEqual([]);
  });
});

function leadsSomewhere(page: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || headingsOf(file).includes(anchor);
}

/** The anchors of a page, built like GitHub's. */
function headingsOf(page: string): readonly string[] {
  return [...withoutFences(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

/** A recording of every kind of step, as `import` writes it; projects of `init` have the types of the browser. */
function importedRecording(): Fence {
  const page = "test/fixtures/recordings/every-step.json";
  const expression = "document.querySelector('#text').value === 'a'\n  && [...document.forms].every((form) => form.name)";
  const recording = JSON.parse(textOf(page).replaceAll("http://BASE", "http://site.test")) as { steps: object[] };
  const steps = [...recording.steps, { type: "waitForExpression", expression }];
  const draft = recordingDraft(readRecording(JSON.stringify({ ...recording, steps }), page), "every-step");
  return { page, line: 0, language: "ts", code: `/// <reference lib="dom" />\n${scenarioSource(draft)}` };
}

/** Compiles all blocks at once, like a project that has installed the package. */
function compilerErrorsOf(blocks: readonly Fence[]): readonly string[] {
  const folder = resolve("node_modules/.cache/live-load-docs");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = new Map(blocks.map((block, at) => [join(folder, `block-${at}.mts`), block]));
  for (const [file, { code }] of files) writeFileSync(file, code);
  const { config } = ts.readConfigFile("tsconfig.json", (file) => ts.sys.readFile(file)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, resolve("."));
  const paths = {
    "live-load": [resolve("src/index.ts")],
    "live-load/backend": [resolve("src/cluster/backend.ts")],
    "live-load/browser": [resolve("src/browser/connection.ts")],
    "live-load/reporter": [resolve("src/reporters/reporter.ts")],
  };
  const program = ts.createProgram([...files.keys()], { ...options, paths, noEmit: true, noUnusedLocals: false });
  return [...files].flatMap(([file, { page, line }]) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const at = source?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
      return `${page}:${line + 1 + at}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`;
    });
  });
}

/** The flags of each command from its own help; those of the program itself under the empty name. */
const STEERING = ["status", "set", "pause", "resume", "stop"];

async function flagsByCommand(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const host = processHost();
  const flags = new Map<string, ReadonlySet<string>>();
  for (const command of [
    ...["", "init", "import", "run", "debug", "plan", "report", "compare", "install", "doctor", "gc", "agent", "completion"],
    ...STEERING,
  ]) {
    const help: string[] = [];
    const stdout = { write: (text: string) => void help.push(text), isTTY: false, columns: 200 };
    await runCommandLine({ ...host, args: [command, "--help"].filter((arg) => arg !== ""), stdout });
    flags.set(command, new Set(help.join("").match(/--[a-z][\w-]*/g)));
  }
  return flags;
}

/** Shell commands; transcripts (`$ …`) are left out, as they show mistakes too. */
function commandLinesOf(page: string): readonly { readonly page: string; readonly command: string; readonly flags: string[] }[] {
  const inFences = fencesOf(page)
    .filter(({ language }) => language === "sh")
    .flatMap(({ code }) => code.split("\n"));
  const inText = [...withoutFences(page).matchAll(/`([^`\n]*\blive-load [^`\n]*)`/g)].map(([, line = ""]) => line);
  return [...inFences, ...inText].flatMap((line) => {
    const [, rest = ""] = /\blive-load (.*)$/.exec(line.replace(/#.*$/, "")) ?? [];
    const [, command = ""] = /^([a-z]+)\b/.exec(rest) ?? [];
    return /\blive-load (?:[a-z]|--)/.test(line)
      ? [{ page, command, flags: [...(rest.match(/(?<=\s|^)--[a-z][\w-]*/g) ?? [])] }]
      : [];
  });
}

/** The methods of all interfaces that make up `Steps`, those of the keyboard and the mouse with its name. */
function stepNames(): readonly string[] {
  const folder = "src/scenario/authoring";
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    /(^context-types|-step-types)\.ts$/.test(path),
  );
  const sources = files.map((file) => ts.createSourceFile(file, textOf(join(folder, file)), ts.ScriptTarget.Latest, true));
  const interfaces = sources.flatMap((source) => [...source.statements]).filter(ts.isInterfaceDeclaration);
  const names = interfaces.flatMap(({ name: { text }, members }) => {
    const device = /^(?:Keyboard|Mouse)$/.test(text) ? `${text.toLowerCase()}.` : "";
    if (device === "" && !/\wSteps$/.test(text)) return [];
    return members.filter(ts.isMethodSignature).map(({ name }) => `${device}${name.getText()}`);
  });
  return [...new Set(names)];
}
