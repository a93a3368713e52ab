import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "../../base/invalid-option.js";
import { type CiSystem, workflowFile } from "./ci-workflows.js";
import { type ProjectFacts, packageOf } from "./project-facts.js";

/** A file to write, or a change of one that is there. */
export interface PlannedFile {
  /** Absolute. */
  readonly path: string;
  /** The whole new text; `undefined` to leave the file as it is. */
  readonly text: string | undefined;
  /** Its purpose, or the reason why the file is kept. */
  readonly note: string;
}

/** The facts from which `init` writes files. */
export interface ProjectPlan {
  readonly facts: ProjectFacts;
  /** Without the ending. */
  readonly scenarioName: string;
  readonly scenarioText: string;
  readonly baseUrl: string;
  readonly isJavaScript: boolean;
  readonly ignoreCertificateErrors: boolean;
  readonly ci: CiSystem | undefined;
  /** LiveLoad's version, for a new package.json. */
  readonly version: string;
}

/** All files, in the order in which people are told of them. Nothing that exists is replaced. */
export function plannedFiles(plan: ProjectPlan): readonly PlannedFile[] {
  const { facts, isJavaScript, ci } = plan;
  return [
    scenarioFile(plan),
    configFile(plan),
    ...(isJavaScript ? [] : [tsconfigFile(facts)]),
    packageFile(plan),
    gitignoreFile(facts),
    ...(ci === undefined ? [] : [newFile(workflowFile(ci, plan), "the workflow")]),
  ];
}

const SCENARIO_ENDINGS = ["ts", "mts", "js", "mjs"];
const CONFIG_ENDINGS = [...SCENARIO_ENDINGS, "json"];

function scenarioFile({ facts, scenarioName, scenarioText, isJavaScript }: ProjectPlan): PlannedFile {
  return firstOf(`${scenarioName}.scenario`, SCENARIO_ENDINGS, {
    folder: facts.folder,
    file: { path: `${scenarioName}.scenario.${isJavaScript ? "js" : "ts"}`, text: scenarioText },
    note: "what a user does",
  });
}

function configFile({ facts, isJavaScript, ignoreCertificateErrors }: ProjectPlan): PlannedFile {
  const text = `import { defineConfig } from "live-load";

export default defineConfig({
  users: 2,
  duration: "20s",
${ignoreCertificateErrors ? "  ignoreCertificateErrors: true,\n" : ""}  // What is fast enough: the run fails if it is not.
  // thresholds: ["interaction_duration: p(95)<500", "step_duration: p(95)<2000"],
});
`;
  return firstOf("liveload.config", CONFIG_ENDINGS, {
    folder: facts.folder,
    file: { path: `liveload.config.${isJavaScript ? "js" : "ts"}`, text },
    note: "how many users, and for how long",
  });
}

interface FirstOf {
  readonly folder: string;
  readonly file: { readonly path: string; readonly text: string };
  readonly note: string;
}

/** The file, unless there is one of the same name with any of these endings. */
function firstOf(name: string, endings: readonly string[], { folder, file, note }: FirstOf): PlannedFile {
  const there = endings.map((ending) => join(folder, `${name}.${ending}`)).find((path) => existsSync(path));
  if (there !== undefined) return { path: there, text: undefined, note: "it was there already" };
  return newFile({ path: join(folder, file.path), text: file.text }, note);
}

function newFile({ path, text }: { readonly path: string; readonly text: string }, note: string): PlannedFile {
  return existsSync(path) ? { path, text: undefined, note: "it was there already" } : { path, text, note };
}

function tsconfigFile({ folder, hasTsconfig }: ProjectFacts): PlannedFile {
  const path = join(folder, "tsconfig.json");
  if (hasTsconfig) return { path, text: undefined, note: "there is one already" };
  const options = {
    ...{ target: "ES2022", module: "ESNext", moduleResolution: "Bundler", lib: ["ES2022", "DOM", "DOM.Iterable"] },
    ...{ strict: true, noEmit: true, skipLibCheck: true },
  };
  const text = `${JSON.stringify({ compilerOptions: options, include: ["**/*.scenario.ts", "liveload.config.ts"] }, null, 2)}\n`;
  return { path, text, note: "types in your editor" };
}

const SCRIPTS = { load: "live-load run", "load:debug": "live-load debug" } as const;

function packageFile({ facts, version }: ProjectPlan): PlannedFile {
  const path = join(facts.folder, "package.json");
  const { packageText } = facts;
  if (packageText === undefined) {
    const content = { private: true, type: "module", scripts: SCRIPTS, devDependencies: { "live-load": `^${version}` } };
    return { path, text: `${JSON.stringify(content, null, 2)}\n`, note: scriptsNote(Object.keys(SCRIPTS)) };
  }
  const content = packageOf(path, packageText);
  const scripts = isRecord(content.scripts) ? content.scripts : {};
  const missing = Object.entries(SCRIPTS).filter(([name]) => !(name in scripts));
  if (missing.length === 0) return { path, text: undefined, note: "it has such scripts already" };
  const changed = { ...content, scripts: { ...scripts, ...Object.fromEntries(missing) } };
  const [, indent = "  "] = /^\{\s*?\n([ \t]+)"/.exec(packageText) ?? [];
  const end = packageText.endsWith("\n") ? "\n" : "";
  const text = `${JSON.stringify(changed, null, indent)}${end}`;
  return {
    path,
    text: packageText.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text,
    note: scriptsNote(missing.map(([name]) => name)),
  };
}

function scriptsNote(names: readonly string[]): string {
  return names.length === 1 ? `the script ${names[0]}` : `the scripts ${names.join(" and ")}`;
}

const REPORT = "liveload-report/";

function gitignoreFile({ folder, ignoresModules }: ProjectFacts): PlannedFile {
  const path = join(folder, ".gitignore");
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const wanted = ignoresModules ? [REPORT] : ["node_modules/", REPORT];
  const missing = wanted.filter((line) => !text.split(/\r?\n/).some((one) => bare(one) === bare(line)));
  if (missing.length === 0) return { path, text: undefined, note: "it has these lines already" };
  const before = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return { path, text: `${before}${missing.join("\n")}\n`, note: missing.join(", ") };
}

/** A line of a .gitignore without the slashes around it. */
function bare(line: string): string {
  return line.trim().replace(/^\/|\/$/g, "");
}
