import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { routeActionOf } from "./route-action.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const REQUEST = { url: "http://site.test/a", method: "GET", headers: {}, postData: null, resourceType: "fetch" } as const;

describe("the answer of a route", () => {
  it.each([
    [{}, 200, {}, ""],
    [{ status: 503, body: "down" }, 503, { "content-length": "4" }, "down"],
    [{ json: { a: "ü" } }, 200, { "content-type": "application/json", "content-length": "10" }, '{"a":"ü"}'],
    [{ json: null, headers: { "Content-Type": "text/x" } }, 200, { "content-type": "text/x", "content-length": "4" }, "null"],
    [
      { body: bytes("x"), contentType: "a/b", headers: { "content-type": "c/d" } },
      200,
      { "content-type": "a/b", "content-length": "1" },
      "x",
    ],
    [{ headers: { "X-A": "1", "x-b": undefined } }, 200, { "x-a": "1" }, ""],
  ])("%j fulfills a request", async (fulfill, status, headers, body) => {
    expect(await routeActionOf({ fulfill })).toEqual({ kind: "fulfill", status, headers, body: bytes(body) });
  });

  it("can be a file, whose extension tells its type", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "liveload-route-")), "style.CSS");
    await writeFile(path, "b {}");
    const headers = { "content-type": "text/css", "content-length": "4" };
    expect(await routeActionOf({ fulfill: { path } })).toEqual({ kind: "fulfill", status: 200, headers, body: bytes("b {}") });
    await expect(routeActionOf({ fulfill: { path: `${path}.missing` } })).rejects.toThrow("ENOENT");
  });

  it("changes a request, whose cookies stay", async () => {
    const changes = {
      url: "http://other.test/b",
      method: "PUT",
      headers: { "X-A": "1", Cookie: "a=b", b: undefined },
      postData: { a: 1 },
    };
    expect(await routeActionOf({ continue: changes }, REQUEST)).toEqual({
      kind: "continue",
      url: "http://other.test/b",
      method: "PUT",
      headers: { "x-a": "1" },
      postData: bytes('{"a":1}'),
    });
    expect(await routeActionOf({ continue: { postData: "raw" } })).toEqual({ kind: "continue", postData: bytes("raw") });
    expect(await routeActionOf({ continue: true })).toEqual({ kind: "continue" });
  });

  it.each([
    [{ fulfill: { status: 700 } }, "its status is 700, but it takes a status from 100 to 599"],
    [{ fulfill: { body: "a", json: 1 } }, "its fulfill has body and json, but it takes only one of them"],
    [{ fulfill: { body: 1 } }, "its body is 1, but it takes a text, or bytes as Uint8Array; a value goes to json"],
    [{ fulfill: { path: 1 } }, "its path is 1, but it takes the path of a file, as asset() returns it"],
    [{ fulfill: { contentTyp: "a/b" } }, 'its fulfill has no option "contentTyp"; did you mean "contentType"?'],
    [{ fulfill: { headers: { a: 1 } } }, 'its headers is {"a":1}, but it takes an object of texts'],
    [
      { fulfill: {}, abort: true },
      'its answer is {"fulfill":{},"abort":true}, but it takes { fulfill: … }, { abort: … } or { continue: … }',
    ],
    [{ continue: { url: "/b" } }, 'its url is "/b", but it takes an absolute URL'],
    [{ continue: { url: "https://site.test/b" } }, "but it takes a URL with the request's protocol, http:"],
    [{ continue: { method: "" } }, 'its method is "", but it takes an HTTP method'],
    [{ continue: 1 }, "its continue is 1, but it takes an object"],
  ])("is refused: %j", async (answer, message) => {
    await expect(routeActionOf(answer, REQUEST)).rejects.toThrow(message);
  });
});
