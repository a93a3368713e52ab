import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadAdapters } from "./load-adapters.js";

async function moduleWith(code: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "adapter-")), "adapter.js");
  await writeFile(path, code);
  return path;
}

describe("an adapter of a scenario", () => {
  it("is the default export of its module", async () => {
    const path = await moduleWith(`export default { name: "mine", signs: ["mine:sent"], page() {} };`);
    expect(await loadAdapters([path, path])).toMatchObject([{ name: "mine", signs: ["mine:sent"] }]);
  });

  it.each([
    ["export const name = 1;", "has no default export"],
    ['export default { name: "My Own" };', "its name is not of lower-case letters, digits and -"],
    ['export default { name: "mine", signs: "all" };', "its signs are no list of texts"],
    ['export default { name: "mine", recieved() {} };', "it has a member recieved"],
    ['export default { name: "mine", sent: 1 };', "its sent is no function"],
    ["export default {", "cannot be loaded"],
  ])("is refused, with the reason: %s", async (code, reason) => {
    await expect(loadAdapters([await moduleWith(code)])).rejects.toThrow(reason);
  });
});
