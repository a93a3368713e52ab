import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";

interface Found {
  readonly unread: readonly { readonly file: string; readonly line: number; readonly type: string; readonly member: string }[];
  readonly idle: readonly string[];
}

const SAMPLE = `
interface Rect { readonly width: number; readonly dead: number }
interface Sized { readonly width: number }
/** Code that reads a member of Sized also reads that of a Rect passed to it. */
export const areaOf = (sized: Sized) => sized.width ** 2;
export const make = (): Rect => ({ width: 1, dead: 2 });
areaOf(make());

class Counter implements Countable {
  written = 0;
  get count() { return this.#count; }
  get deadCount() { return this.#count; }
  #count = 0;
  add() { this.written = 1; this.#count += 1; }
}
interface Countable { readonly count: number }
const counter = new Counter();
counter.add();
export const counted = ({ count }: Countable) => count;
counted(counter);

interface Sent { readonly id: number }
export const line = (sent: Sent) => JSON.stringify(sent);

interface Options { readonly size: number; readonly color: string; readonly deadOption: string }
export const drawn = (given: Options) => draw({ ...given, size: 1 });
const draw = ({ size, color }: Options) => \`\${size} \${color}\`;

export type Shape = { readonly kind: "round"; readonly radius: number } | { readonly kind: "none" };
export const radiusOf = (shape: Shape) => ("radius" in shape ? shape.radius : 0);
export interface Contract { readonly told: string }
`;

async function find(allowed: readonly string[]): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), "live-load-members-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "sample.ts"), SAMPLE);
  writeFileSync(join(folder, "sample.test.ts"), `import { make } from "./sample.js";\nmake().dead;\n`);
  const path = "../../scripts/unread-members/find-unread.mjs";
  const { findUnread } = (await import(path)) as { findUnread: (folder: string, allowed: readonly string[]) => Found };
  return findUnread(folder, allowed);
}

it("finds members that are only written or only read by tests, and no others", async () => {
  const { unread, idle } = await find(["sample.ts Contract", "sample.ts Rect.width"]);
  expect(unread.map(({ type, member }) => `${type}.${member}`)).toEqual([
    "Rect.dead",
    "Counter.written",
    "Counter.deadCount",
    "Options.deadOption",
  ]);
  expect(unread[0]).toMatchObject({ file: "sample.ts", line: 2 });
  // Entries that allow nothing must be removed from the list.
  expect(idle).toEqual(["sample.ts Rect.width"]);
}, 120_000);
