import { join } from "node:path";
import type { PackageManager, ProjectFacts } from "./project-facts.js";

export const CI_SYSTEMS = ["github", "gitlab"] as const;
export type CiSystem = (typeof CI_SYSTEMS)[number];

interface Workflow {
  readonly facts: ProjectFacts;
  readonly baseUrl: string;
}

/** The file that runs the load test on this system. */
export function workflowFile(system: CiSystem, workflow: Workflow): { readonly path: string; readonly text: string } {
  const { root } = workflow.facts;
  return system === "github"
    ? { path: join(root, ".github/workflows/load.yml"), text: gitHub(workflow) }
    : { path: join(root, ".gitlab-ci.yml"), text: gitLab(workflow) };
}

const INSTALL: Readonly<Record<PackageManager, readonly [withLock: string, without: string]>> = {
  npm: ["npm ci", "npm install"],
  pnpm: ["pnpm install --frozen-lockfile", "pnpm install"],
  yarn: ["yarn install --immutable", "yarn install"],
  bun: ["bun install --frozen-lockfile", "bun install"],
};

/** The command that runs a program of a dependency. */
const RUNNER: Readonly<Record<PackageManager, string>> = { npm: "npx", pnpm: "pnpm exec", yarn: "yarn", bun: "bunx" };

const REPORTERS = "console,html,markdown,junit";

function commands(
  { facts }: Workflow,
  baseUrl: string,
): readonly [prepare: string, install: string, browser: string, run: string] {
  const { packageManager, hasLockFile } = facts;
  const runner = RUNNER[packageManager];
  const prepare = { npm: "", pnpm: "corepack enable", yarn: "corepack enable", bun: "npm install --global bun" }[packageManager];
  return [
    prepare,
    INSTALL[packageManager][hasLockFile ? 0 : 1],
    `${runner} live-load install`,
    `${runner} live-load run --option "baseUrl=${baseUrl}" --reporter ${REPORTERS}`,
  ];
}

function gitHub(workflow: Workflow): string {
  const { path } = workflow.facts;
  const steps = commands(workflow, "$BASE_URL").filter((command) => command !== "");
  const folder = path === "" ? "" : `    defaults: { run: { working-directory: "${slashed(path)}" } }\n`;
  return `name: load
on:
  workflow_dispatch:
  # schedule: [{ cron: "0 4 * * 1-5" }]
jobs:
  load:
    runs-on: ubuntu-latest
    timeout-minutes: 30
${folder}    env:
      # The site that is tested: the repository's variable LOAD_BASE_URL.
      BASE_URL: \${{ vars.LOAD_BASE_URL || '${workflow.baseUrl}' }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
${steps.map((command) => `      - run: ${command}`).join("\n")}
      - uses: actions/upload-artifact@v4
        if: always()
        with: { name: liveload-report, path: "${slashed(join(path, "liveload-report"))}" }
`;
}

function gitLab(workflow: Workflow): string {
  const { path } = workflow.facts;
  const enter = path === "" ? [] : [`cd "${slashed(path)}"`];
  const script = [...enter, ...commands(workflow, "$LOAD_BASE_URL")].filter((command) => command !== "");
  const report = slashed(join(path, "liveload-report"));
  return `load:
  image: node:22
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
    - when: manual
      allow_failure: true
  variables:
    # The site that is tested.
    LOAD_BASE_URL: "${workflow.baseUrl}"
  script:
${script.map((command) => `    - '${command}'`).join("\n")}
  artifacts:
    when: always
    paths: ["${report}"]
    reports: { junit: "${report}/**/junit.xml" }
`;
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
