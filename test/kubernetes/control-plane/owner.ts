import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LAYOUTS, type Layout, layoutOf } from "./layout.js";
import { makeBridge } from "./network.js";
import { identityOf, isAlive } from "./processes.js";

const PREFIX = "live-load-kubernetes-";

/** Claims a folder and a number for a new control plane; the bridge guarantees that they are unique. */
export async function claimLayout(): Promise<Layout> {
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, "owner"), identityOf(process.pid) ?? "");
  for (let number = 0; number < LAYOUTS; number++) {
    const layout = layoutOf(folder, number);
    if (!(await makeBridge(layout))) continue;
    writeFileSync(join(folder, "number"), String(number));
    return layout;
  }
  throw new Error("no address range is free for the pods of a control plane: all of 10.213.0.0/16 is in use here");
}

/** Control planes whose owner was killed before it could stop them. */
export function abandonedLayouts(): readonly Layout[] {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  return folders.flatMap((name) => {
    const folder = join(tmpdir(), name);
    const [owner, number] = ["owner", "number"].map((file) => join(folder, file));
    if (owner === undefined || number === undefined || !existsSync(owner) || !existsSync(number)) return [];
    return isAlive(readFileSync(owner, "utf8")) ? [] : [layoutOf(folder, Number(readFileSync(number, "utf8")))];
  });
}
