/** `npm run demo`: installs a browser if there is none, starts the site under test, and lets three users shop on it. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = `${root}dist/cli/main.js`;
const liveLoad = (args, options) =>
  spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: "inherit", ...options }).status ?? 1;

if (liveLoad(["install", "--quiet"]) !== 0) process.exit(106);
const target = spawn(process.execPath, [`${root}test/target/start.mjs`, "--port", "0", "--exit-with-stdin"], {
  cwd: root,
  stdio: ["pipe", "pipe", "inherit"],
});
const exited = once(target, "exit");
try {
  const [line] = await once(createInterface(target.stdout), "line");
  const { url } = JSON.parse(line);
  process.stdout.write(`The demo's shop is at ${url}\n`);
  process.exitCode = liveLoad(["run", "examples/shop.scenario.ts", "--option", `baseUrl=${url}`, ...process.argv.slice(2)]);
} finally {
  target.stdin.end();
  await exited;
}
