/**
 * The checks of CI, one after another, all of them even when one fails; ends with one line and how to fix the failures.
 * `npm run check -- --without tests` leaves out checks that have already run.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { GENERATORS } from "./generators.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const npx = (...args) => ["npx", ["--no-install", ...args]];

const CHECKS = [
  { name: "format and lint", run: npx("biome", "check", "."), fix: "npm run fix" },
  {
    name: "lint with types",
    run: npx("oxlint", "--type-aware", "--deny-warnings"),
    fix: "read the rule's message; `npm run fix` mends some",
  },
  { name: "build", run: ["node", ["scripts/build.mjs"]], fix: "read the compiler's message" },
  { name: "types", run: npx("tsc", "-p", "tsconfig.json"), fix: "read the compiler's message" },
  { name: "types of page code", run: npx("tsc", "-p", "tsconfig.page.json"), fix: "read the compiler's message" },
  { name: "walls", run: npx("depcruise", "--config", ".dependency-cruiser.mjs", "src"), fix: "see the table in ARCHITECTURE.md" },
  { name: "unused code", run: npx("knip"), fix: "delete what nobody uses" },
  {
    name: "members that nobody reads",
    run: ["node", ["scripts/unread-members.mjs"]],
    fix: "delete the member, or say in scripts/unread-members/allowed.mjs who reads it",
  },
  { name: "tests", run: npx("vitest", "run"), fix: "npx vitest run FILE" },
  { name: "package", run: npx("publint", "--strict"), fix: "see publint's message" },
  { name: "package types", run: npx("attw", "--pack", ".", "--profile", "esm-only"), fix: "see attw's message" },
];

const [flag, left] = process.argv.slice(2);
if (flag !== undefined && (flag !== "--without" || !CHECKS.some(({ name }) => name === left))) {
  process.stderr.write(`check: the only argument is --without NAME, of ${CHECKS.map(({ name }) => name).join(", ")}\n`);
  process.exit(2);
}
const failed = [];
for (const generator of GENERATORS) {
  if (!(await generator.isCurrent()))
    failed.push({ name: `generated: ${generator.name}`, fix: "npm run build, and commit what it changed" });
}
for (const check of CHECKS.filter(({ name }) => name !== left)) {
  process.stdout.write(`\n== ${check.name}\n`);
  const [command, args] = check.run;
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) failed.push(check);
}
const summary =
  failed.length === 0 ? "all checks are green" : `${failed.length} failed: ${failed.map((check) => check.name).join(", ")}`;
process.stdout.write(`\ncheck: ${summary}\n`);
for (const check of failed) process.stdout.write(`  ${check.name}: ${check.fix}\n`);
process.exit(failed.length === 0 ? 0 : 1);
