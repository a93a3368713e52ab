import { found, isBounded, type Row, rowsOf } from "./css-compounds.js";
import { crossesTrees, isExtended } from "./css-parts.js";
import { hasShadows, inTree, inTrees, shadowsIn } from "./trees.js";

/**
 * Elements by CSS, in open shadow roots too, with what Playwright adds to it: `:has-text("…")`, `:text("…")`, `:text-is("…")`,
 * `:text-matches("…", "i")`, `:nth-match(…, 2)` and `:visible`, also inside of `:has()`, `:not()`, `:is()` and `:where()`.
 * In `:has()`, `:scope` is the element that is to have it; in a chain, it is what the part before has found.
 */
export function* byCss(scope: ParentNode, css: string): Iterable<Element> {
  if (!isExtended(css) && !crossesTrees(css) && !/[\s>+~,]|:scope/i.test(css)) {
    yield* inTrees(scope, css);
    return;
  }
  const rows = rowsOf(css);
  // The browser answers for one tree, and looks for what is around an element beyond the scope, too.
  const isWhole = scope instanceof Document;
  const asksMore = isExtended(css) || (crossesTrees(css) && (!isWhole || hasShadows(scope)));
  const [row] = rows;
  if (row === undefined || asksMore || !(isWhole || rows.every(isBounded)) || (rows.length > 1 && hasShadows(scope))) {
    yield* found(scope, rows);
    return;
  }
  yield* inTree(scope, isWhole ? css : rows.map(insideScope).join(","));
  for (const shadow of shadowsIn(scope)) yield* row.length > 1 ? found(scope, rows, shadow) : inTrees(shadow, css);
}

function insideScope(row: Row): string {
  const css = row.map(({ combinator, source }) => `${combinator}${source}`).join("");
  return row.length === 1 || row[0]?.isScope === true ? css : `:scope ${css}`;
}
