import { spawn } from "node:child_process";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { type CDPSession, chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { isExecutable } from "../browser-available.js";
import { eventually } from "./command.js";

const CHROMIUM = "/usr/bin/chromium";
const XVFB = "/usr/bin/Xvfb";

/** Why nothing can be recorded here; `undefined` if it can. */
export const noWindow: string | undefined = [CHROMIUM, XVFB].every(isExecutable)
  ? undefined
  : "no chromium or no Xvfb on this machine: apt-get install chromium xvfb";

/** Starts a virtual screen for the test; resolves to its `DISPLAY`. */
export async function virtualScreen(): Promise<string> {
  const child = spawn(XVFB, ["-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const told = child.stdio[3] as Readable;
  const number = await new Promise<string>((done, failed) => {
    child.once("error", failed);
    child.once("exit", () => failed(new Error("Xvfb has ended")));
    told.once("data", (chunk: Buffer) => done(chunk.toString().trim()));
  });
  return `:${number}`;
}

/** A browser for the recorder in which a test can act as a person does: its program, and the page once it is there. */
export async function drivenBrowser(folder: string): Promise<{ readonly program: string; firstPage(): Promise<Page> }> {
  const program = join(folder, "driven-chromium");
  const profile = join(folder, "profile");
  const script = [
    "#!/bin/sh",
    `for one in "$@"; do case "$one" in --user-data-dir=*) printf %s "\${one#*=}" > "${profile}";; esac; done`,
    `exec ${CHROMIUM} --remote-debugging-port=0 "$@"`,
  ];
  await writeFile(program, `${script.join("\n")}\n`);
  await chmod(program, 0o755);
  const firstPage = async (): Promise<Page> => {
    let port = "";
    await eventually("the browser's port", async () => {
      const at = await readFile(profile, "utf8").catch(() => "");
      port = (await readFile(join(at, "DevToolsActivePort"), "utf8").catch(() => "")).split("\n")[0] ?? "";
      return port !== "";
    });
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const page = browser.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error("the browser has no page");
    return page;
  };
  return { program, firstPage };
}

/** The recorder's bar in a page. Its shadow root is closed, so that only the browser can look into it. */
export class RecorderBar {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async click(part: "expect" | "group" | "name" | "stop"): Promise<void> {
    const cdp = await this.#page.context().newCDPSession(this.#page);
    let point: { readonly x: number; readonly y: number } | undefined;
    await eventually(`the bar's ${part}`, async () => {
      point = await centreOf(cdp, part);
      return point !== undefined;
    });
    await this.#page.mouse.click(point?.x ?? 0, point?.y ?? 0);
    await cdp.detach().catch(() => {});
  }
}

interface DomNode {
  readonly backendNodeId: number;
  readonly nodeName: string;
  readonly attributes?: string[];
  readonly children?: DomNode[];
  readonly shadowRoots?: DomNode[];
}

async function centreOf(cdp: CDPSession, part: string): Promise<{ readonly x: number; readonly y: number } | undefined> {
  const { root } = await cdp.send("DOM.getDocument", { depth: -1, pierce: true });
  const bar = nodesIn(root as DomNode).find(({ nodeName }) => nodeName === "LIVE-LOAD-RECORDER");
  const found = bar && nodesIn(bar).find(({ attributes = [] }) => attributes[attributes.indexOf("class") + 1] === part);
  if (found === undefined) return undefined;
  const { model } = await cdp.send("DOM.getBoxModel", { backendNodeId: found.backendNodeId });
  const [left = 0, top = 0, , , right = 0, bottom = 0] = model.content;
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

function nodesIn(node: DomNode): readonly DomNode[] {
  return [node, ...[...(node.children ?? []), ...(node.shadowRoots ?? [])].flatMap(nodesIn)];
}
