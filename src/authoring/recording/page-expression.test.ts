import { transform } from "esbuild";
import { expect, it } from "vitest";
import { isExpression } from "./page-expression.js";

it.each([
  "document.readyState === 'complete'",
  "[...document.querySelectorAll('li')].filter((one) => /a\\)/.test(one.id)).length > 3",
  `a < b && c > d, \`\${e ? ")" : \`]\`}\` /* ) */`,
  "(() => { return document.title; })()",
])("takes %j", async (text) => {
  expect(isExpression(text)).toBe(true);
  await expect(transform(`export default () => (${text})`, { loader: "ts" })).resolves.toBeDefined();
});

it.each([
  '1), (console.log("PWNED in node")',
  '1], [console.log("PWNED in node")',
  "1); evil(); (2",
  "1 // )",
  "1 /* ",
  `\`\${1`,
  "x <!-- y), (evil()\n",
  "x\n--> y), (evil()\n",
  `a<b>/"/+"),evil(),("`,
  `a<b> /*"*/ /"/+"),evil(),("`,
  "if (",
  "1; 2",
  "a, b) => (c",
  "...a",
  "",
])("refuses %j, which would be more or less than an expression", (text) => {
  expect(isExpression(text)).toBe(false);
});

it("refuses what only TypeScript would let out of its brackets", async () => {
  const text = `a<b>/"/+"),evil(),("+a<b>/"/g`;
  expect(isExpression(text)).toBe(false);
  const { code } = await transform(`wait(() => (${text}))`, { loader: "ts" });
  expect(code).toContain(", evil(), ");
});
