import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { harHandler } from "./route-from-har.js";

async function answers(entries: readonly object[], asked: { readonly url: string; readonly body?: string }) {
  const file = join(await mkdtemp(join(tmpdir(), "live-load-har-")), "shop.har");
  await writeFile(file, JSON.stringify({ log: { entries } }));
  const story: unknown[] = [];
  const handler = await harHandler(file, {});
  await handler({
    request: () => ({ url: () => asked.url, method: () => "POST", postData: () => asked.body ?? null }),
    fulfill: async (answer) => void story.push(answer),
    abort: async () => void story.push("aborted"),
    fallback: async () => {},
  });
  return story;
}

const entry = (body: string, text: string) => ({
  request: { method: "POST", url: "http://shop.test/buy", postData: { text: body } },
  response: {
    status: 201,
    headers: [
      { name: "content-type", value: "text/plain" },
      { name: "Content-Encoding", value: "gzip" },
    ],
    content: { text: Buffer.from(text).toString("base64"), encoding: "base64" },
  },
});

it("answers with the entry of the same request, and the same body if there are several", async () => {
  const entries = [entry("one", "first"), entry("two", "second")];
  expect(await answers(entries, { url: "http://shop.test/buy", body: "two" })).toEqual([
    { status: 201, headers: { "content-type": "text/plain" }, body: Buffer.from("second") },
  ]);
});

it("aborts a request that is not in the archive", async () => {
  expect(await answers([entry("", "first")], { url: "http://shop.test/sell" })).toEqual(["aborted"]);
});
