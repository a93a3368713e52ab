import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import "../../../../../test/property-seed.js";
import { encodeDiff, encodeFull } from "../../../../../test/target/diff.js";
import { each, element, html, type Template } from "../../../../../test/target/template.js";
import type { RenderedNode } from "./rendered-node.js";
import { changedComponents, RenderedTree } from "./rendered-tree.js";

/** The official client's own tree. */
interface OfficialTree {
  mergeDiff(diff: unknown): void;
  toString(cids: readonly number[] | null): { readonly buffer: string; readonly streams: ReadonlySet<unknown> };
  componentToString(cid: number): { readonly buffer: string };
  componentCIDs(diff: unknown): readonly number[];
}

let Official: new (viewId: string, rendered: unknown) => OfficialTree;

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "rendered-"));
  const source = path.resolve("node_modules/phoenix_live_view/assets/js/phoenix_live_view/rendered.js");
  const file = path.join(folder, "rendered.mjs");
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    format: "esm",
    write: false,
    define: { window: "globalThis" },
  });
  await writeFile(file, outputFiles[0]?.text ?? "");
  Official = ((await import(pathToFileURL(file).href)) as { readonly default: typeof Official }).default;
});

const rowTemplate = ({ id, text }: Row): Template =>
  html`<li id="row-${id}">${text}${text.length > 2 ? html`<b>${text}</b>` : ""}</li>`;
const page = ({ title, rows, isOpen }: Page): Template => html`<main>
  <h1>${title}</h1>
  ${element`<form id="typed"><input name="${title}"></form>`}
  ${isOpen ? element`<aside id="box"><p>${title}</p></aside>` : html`<!-- none -->`}
  <ul>${each(rows, ({ id }) => String(id), rowTemplate)}</ul>
</main>`;

interface Row {
  readonly id: number;
  readonly text: string;
}
interface Page {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly isOpen: boolean;
}

const pages = fc.array(
  fc.record({
    title: fc.constantFrom("a", "bb", "ccc"),
    isOpen: fc.boolean(),
    rows: fc.uniqueArray(fc.record({ id: fc.nat(8), text: fc.constantFrom("x", "yy", "zzz") }), {
      selector: ({ id }) => id,
      maxLength: 7,
    }),
  }),
  { minLength: 2, maxLength: 8 },
);

describe("the rendered tree", () => {
  it("gives the HTML of the official client after any sequence of diffs", () => {
    fc.assert(
      fc.property(pages, ([first, ...rest]) => {
        if (!first) return;
        let before = page(first);
        const wire = () => JSON.parse(JSON.stringify(encodeFull(before, () => "")));
        const ours = new RenderedTree("phx-1", wire());
        const theirs = new Official("phx-1", wire());
        expect(ours.html().html).toBe(theirs.toString(null).buffer);
        for (const next of rest) {
          const after = page(next);
          const diff = JSON.stringify(encodeDiff(before, after, () => ""));
          before = after;
          ours.merge(JSON.parse(diff) as RenderedNode);
          theirs.mergeDiff(JSON.parse(diff));
          expect(ours.html([]).html).toBe(theirs.toString([]).buffer);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("merges components with shared statics, and renders each with its number", () => {
    const rendered = {
      0: 1,
      1: 2,
      s: ["<div>", "", "</div>"],
      c: { 1: { 0: "one", s: ["<p>", "</p>"], r: 1 }, 2: { 0: "two", s: 1 } },
    };
    const diffs = [
      { c: { 2: { 0: "three" } } },
      { 1: 3, c: { 3: { 0: "four", s: -1 }, 1: { 0: "first" } } },
      {
        c: { 4: { 0: { 0: "deep", s: ["<i>", "</i>"] }, s: ["<b>", "</b>"], r: 1 }, 5: { 0: { 0: "deeper" }, s: 4 } },
        0: 4,
        1: 5,
      },
      { c: { 5: { 0: { 0: "deepest" } } } },
    ];
    const ours = new RenderedTree("v", structuredClone(rendered) as RenderedNode);
    const theirs = new Official("v", structuredClone(rendered));
    expect(ours.html().html).toBe(theirs.toString(null).buffer);
    for (const diff of diffs) {
      const [mine, official] = [structuredClone(diff) as unknown as RenderedNode, structuredClone(diff)];
      ours.merge(mine);
      theirs.mergeDiff(official);
      for (const cid of changedComponents(mine))
        expect(ours.componentHtml(cid).html).toBe(theirs.componentToString(Number(cid)).buffer);
      expect(ours.html(changedComponents(mine)).html).toBe(theirs.toString(theirs.componentCIDs(official)).buffer);
    }
  });

  it("renders the entries of a stream once, and tells what to do with them", () => {
    const stream = ["0", [["a", -1, null, false]], [], false];
    const rendered = { 0: { k: { 0: { 0: "A" }, kc: 1 }, s: ["<li id='a'>", "</li>"], stream }, s: ["<ul>", "</ul>"] };
    const ours = new RenderedTree("v", structuredClone(rendered) as unknown as RenderedNode);
    const first = ours.html();
    expect(first.html).toBe("<ul><li id='a'>A</li></ul>");
    expect([...first.streams]).toEqual([stream]);
    expect(ours.html()).toEqual({ html: "<ul></ul>", streams: new Set() });
    ours.merge({ 0: { stream: ["0", [], ["a"]] } } as unknown as RenderedNode);
    expect([...ours.html().streams]).toEqual([["0", [], ["a"]]]);
  });

  it("renders comprehensions of LiveView 1.0", () => {
    const rows = {
      d: [
        ["1", { 0: "x", s: 0 }],
        ["2", { 0: "y", s: 0 }],
      ],
      s: ["<li>", ":", "</li>"],
      p: { 0: ["<b>", "</b>"] },
    };
    const ours = new RenderedTree("v", { 0: rows, s: ["<ul>", "</ul>"] } as unknown as RenderedNode);
    expect(ours.html().html).toBe("<ul><li>1:<b>x</b></li><li>2:<b>y</b></li></ul>");
    ours.merge({ 0: { d: [["3", "z"]] } } as unknown as RenderedNode);
    expect(ours.html().html).toBe("<ul><li>3:z</li></ul>");
  });
});
