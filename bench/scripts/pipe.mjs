/** A minimal DevTools protocol client over a pipe: commands, and events by session. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VIEWPORT } from "./users.mjs";

/**
 * Starts a browser.
 * @param {{ executablePath: string, args: readonly string[] }} browser
 */
export async function openBrowser({ executablePath, args }) {
  const profile = mkdtempSync(join(tmpdir(), "live-load-bench-browser-"));
  const flags = ["--headless", "--remote-debugging-pipe", "--no-startup-window", `--user-data-dir=${profile}`, ...args];
  const child = spawn(executablePath, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const send = speak(child.stdio[3], child.stdio[4]);
  const { product } = await send("Browser.getVersion");
  /** A context with one page. */
  const openPage = async () => {
    const { browserContextId } = await send("Target.createBrowserContext");
    const { targetId } = await send("Target.createTarget", { url: "about:blank", browserContextId });
    const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
    const page = {
      send: (method, params) => send(method, params, sessionId),
      once: (event) => new Promise((resolve) => send.waiters.set(`${sessionId} ${event}`, resolve)),
    };
    await Promise.all([
      page.send("Page.enable"),
      page.send("Emulation.setFocusEmulationEnabled", { enabled: true }),
      page.send("Emulation.setDeviceMetricsOverride", { ...VIEWPORT, deviceScaleFactor: 1, mobile: false }),
    ]);
    return page;
  };
  const close = async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    await send("Browser.close").catch(() => child.kill("SIGKILL"));
    await gone;
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  };
  return { version: product, openPage, close };
}

function speak(output, input) {
  let lastId = 0;
  let rest = Buffer.alloc(0);
  const pending = new Map();
  const send = (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      pending.set(id, { resolve, reject, method });
      output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  send.waiters = new Map();
  input.on("data", (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(0); end !== -1; end = rest.indexOf(0)) {
      const message = JSON.parse(rest.subarray(0, end).toString());
      rest = rest.subarray(end + 1);
      if (message.id === undefined) {
        const name = `${message.sessionId} ${message.method}`;
        send.waiters.get(name)?.(message.params);
        send.waiters.delete(name);
        continue;
      }
      const { resolve, reject, method } = pending.get(message.id);
      pending.delete(message.id);
      if (message.error === undefined) resolve(message.result);
      else reject(new Error(`${method}: ${message.error.message}`));
    }
  });
  return send;
}
