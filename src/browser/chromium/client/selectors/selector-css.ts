import { invalid } from "../outcome.js";
import { found, isBounded, type Row, rowsOf } from "./css-compounds.js";
import { crossesTrees, isExtended, pieces } from "./css-parts.js";
import { hasShadows, inTree, inTrees, shadowsIn } from "./trees.js";

/**
 * Elements by CSS, in open shadow roots too, with Playwright's extensions: `:has-text("…")`, `:text("…")`, `:text-is("…")`,
 * `:text-matches("…", "i")`, `:nth-match(…, 2)` and `:visible`, also inside `:has()`, `:not()`, `:is()` and `:where()`.
 * In `:has()`, `:scope` is the element being tested; in a chain, it is a match of the previous part.
 */
export function* byCss(scope: ParentNode, given: string): Iterable<Element> {
  const css = given.includes("/*") ? withoutComments(given) : given;
  if (css.includes("::") && pieces(css, /^::/).length > 1) invalid(`${css} is not a valid selector: it has a pseudo-element`);
  if (!isExtended(css) && !crossesTrees(css) && !/[\s>+~,]|:scope/i.test(css)) {
    yield* inTrees(scope, css);
    return;
  }
  const rows = rowsOf(css);
  // The browser searches one tree, and matches ancestors outside the scope as well.
  const isWhole = scope instanceof Document;
  const asksMore = isExtended(css) || (crossesTrees(css) && (!isWhole || hasShadows(scope)));
  const [row] = rows;
  if (row === undefined || asksMore || !(isWhole || rows.every(isBounded)) || (rows.length > 1 && hasShadows(scope))) {
    yield* found(scope, rows);
    return;
  }
  yield* inTree(scope, isWhole && !/^\s*[>+~]/.test(css) ? css : rows.map(insideScope).join(","));
  for (const shadow of shadowsIn(scope)) yield* row.length > 1 ? found(scope, rows, shadow) : inTrees(shadow, css);
}

function withoutComments(css: string): string {
  return pieces(css, /^\/\*.*?\*\//s)
    .map(({ text }) => text)
    .join("");
}

function insideScope(row: Row): string {
  const css = row.map(({ combinator, source }) => `${combinator}${source}`).join("");
  return row.length === 1 || row[0]?.isScope === true ? css : `:scope ${css}`;
}
