import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import ts from "typescript";
import { expect, it } from "vitest";
import { TestRequestContext } from "./api-request.js";
import { TestContext } from "./context.js";
import { TestFrame } from "./frames/frame.js";
import { TestFrameLocator, TestLocator } from "./locator.js";
import { refusedIn } from "./not-there.js";
import { TestPage } from "./page.js";
import { TestRequest, TestResponse } from "./traffic.js";

const CLASSES = {
  Page: TestPage,
  Locator: TestLocator,
  FrameLocator: TestFrameLocator,
  Frame: TestFrame,
  BrowserContext: TestContext,
  APIRequestContext: TestRequestContext,
  Request: TestRequest,
  Response: TestResponse,
};

/** Set by a constructor, so that a prototype has no such member. */
const OWN = ["BrowserContext.request"];

it("every member that Playwright's types declare is there, or fails with its name", () => {
  const declared = membersDeclared();
  const missing = Object.entries(CLASSES).flatMap(([name, { prototype }]) =>
    [...(declared.get(name) ?? [])].filter((member) => !(member in prototype)).map((member) => `${name}.${member}`),
  );
  expect(declared.get("Page")?.size).toBeGreaterThan(100);
  expect(missing.filter((member) => !OWN.includes(member))).toEqual([]);
});

/** Their share is stated in the documentation, with all that are refused. */
const COUNTED = ["Page", "Locator", "FrameLocator", "BrowserContext"] as const;

it.each(COUNTED)("nine tenths of %s are there, and the documentation names the others", (name) => {
  const declared = [...(membersDeclared().get(name) ?? [])];
  const refused = declared.filter((member) => refusedIn(CLASSES[name].prototype).has(member)).sort();
  const share = 1 - refused.length / declared.length;
  expect(share).toBeGreaterThanOrEqual(0.9);
  const names = refused.length === 0 ? "–" : refused.map((member) => `\`${member}\``).join(", ");
  const row = `| \`${name}\` | ${declared.length - refused.length} of ${declared.length} | ${names} |`;
  expect(readFileSync("docs/playwright-tests.md", "utf8")).toContain(row);
});

function membersDeclared(): ReadonlyMap<string, ReadonlySet<string>> {
  const path = createRequire(import.meta.url)
    .resolve("playwright-core/package.json")
    .replace(/package\.json$/, "types/types.d.ts");
  const source = ts.createSourceFile("types.d.ts", readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const members = new Map<string, Set<string>>();
  source.forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node)) return;
    const own = members.get(node.name.text) ?? new Set();
    members.set(node.name.text, own);
    for (const { name } of node.members) if (name !== undefined && ts.isIdentifier(name)) own.add(name.text);
  });
  return members;
}
