import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./command.js";

const execute = promisify(execFile);

/** Packs the package and unpacks it into a project that has only the package's own dependencies. */
async function installPacked(project: string): Promise<string> {
  const { stdout } = await execute("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", project]);
  const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[];
  const folder = join(project, "node_modules/live-load");
  await mkdir(folder, { recursive: true });
  await execute("tar", ["-xzf", join(project, packed?.filename ?? ""), "--strip-components=1", "-C", folder]);
  await linkDependencies(project);
  return folder;
}

/** Laid out as npm installs them, without the registry. */
async function linkDependencies(project: string): Promise<void> {
  const { dependencies } = JSON.parse(await readFile("package.json", "utf8")) as { dependencies: Record<string, string> };
  for (const name of Object.keys(dependencies)) {
    const link = join(project, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(resolve("node_modules", name), link);
  }
}

describe("the packed package", () => {
  it("can be installed and used as documented", async () => {
    const project = await temporaryFolder();
    const folder = await installPacked(project);
    await writeFile(join(project, "package.json"), JSON.stringify({ name: "shop", type: "module" }));
    await writeFile(
      join(project, "use.ts"),
      `import { type RunResult, defineConfig, defineScenario, LiveLoadError, rate, run } from "live-load";
       import type { ClusterBackend } from "live-load/backend";
       import type { BrowserConnection } from "live-load/browser";
       import type { Reporter } from "live-load/reporter";
       export type Contracts = [ClusterBackend, BrowserConnection, Reporter, RunResult];
       defineConfig({ users: 3 });
       const scenario = defineScenario({ name: "x", throttles: () => [rate("a", "1/s")], run: (context) => context.halt() });
       const refused = await run({ scenarios: scenario as never }).catch((error: unknown) => error);
       console.log(scenario.name, refused instanceof LiveLoadError && refused.code);`,
    );
    const tsc = resolve("node_modules/typescript/bin/tsc");
    const flags = ["--module", "nodenext", "--target", "es2023", "--strict", "--skipLibCheck", "--types", "node"];
    await execute(process.execPath, [tsc, ...flags, "--typeRoots", resolve("node_modules/@types"), "use.ts"], { cwd: project });
    const used = await execute(process.execPath, ["use.js"], { cwd: project });
    expect(used.stdout.trim()).toBe("x INVALID_OPTION");
    const command = await execute(process.execPath, [join(folder, "dist/cli/main.js"), "--version"], { cwd: project });
    expect(command.stdout.trim()).toBe((JSON.parse(await readFile("package.json", "utf8")) as { version: string }).version);
  });

  it("names the packages to install for an output that lacks them", async () => {
    const project = await temporaryFolder();
    const folder = await installPacked(project);
    await writeFile(join(project, "any.scenario.mjs"), "throw new Error();");
    for (const [output, hint] of [
      ["otlp", /npm install --save-dev @opentelemetry\/api@1 .*@opentelemetry\/exporter-metrics-otlp-proto@/],
      ["prometheus", /npm install --save-dev protobufjs snappyjs/],
    ] as const) {
      const args = [join(folder, "dist/cli/main.js"), "run", "--output", `${output}=http://127.0.0.1:1`];
      const refused = await execute(process.execPath, args, { cwd: project }).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 104, stderr: expect.stringMatching(hint) });
    }
  });

  it("contains the program, its types and the schema, and no tests", async () => {
    const paths = await packedPaths();
    for (const path of [
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      "schema/config.json",
      "schema/result.json",
      "dist/index.js",
      "dist/index.d.ts",
      "dist/agent/runner/runner.js",
    ])
      expect(paths, path).toContain(path);
    expect(paths.filter((path) => /\.test\.|\/client\/|^test\/|^src\//.test(path))).toEqual([]);
  });

  it.each(["Dockerfile", "deploy/kubernetes/job.yaml", "src/cluster/backends/kubernetes/in-cluster/controller-job.ts"])(
    "holds the program that %s starts in the image",
    async (file) => {
      const programs = [...readFileSync(file, "utf8").matchAll(/\/opt\/live-load\/(dist\/[\w./-]+)/g)].map(([, path]) => path);
      expect(programs).toHaveLength(1);
      expect(await packedPaths()).toEqual(expect.arrayContaining(programs));
    },
  );
});

async function packedPaths(): Promise<readonly string[]> {
  const { stdout } = await execute("npm", ["pack", "--json", "--dry-run", "--ignore-scripts"]);
  const [packed] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return (packed?.files ?? []).map(({ path }) => path);
}
