/** Builds `dist/`: generated sources first, then one output file per source file. Files without a source are removed. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { GENERATORS } from "./generators.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const buildInfo = join(root, "node_modules/.cache/live-load.tsbuildinfo");

for (const generator of GENERATORS) await generator.write();
if (!existsSync(dist)) rmSync(buildInfo, { force: true });
removeOrphans(dist);
const tsc = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
chmodSync(join(dist, "cli/main.js"), 0o755);

function removeOrphans(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeOrphans(path);
    else if (!hasSource(path)) rmSync(path);
  }
}

/** Code for pages is bundled into generated sources and has no output files. */
function hasSource(outputPath) {
  const output = relative(dist, outputPath);
  if (/[/\\]client[/\\]/.test(output)) return false;
  const stem = output.replace(/\.(d\.ts|js)$/, "");
  return existsSync(join(root, "src", `${stem}.ts`)) || existsSync(join(root, "src", `${stem}.tsx`));
}
