import { mergeComponents, merged } from "./merge.js";
import { type Components, isNode, type RenderedNode, type StreamChange, type Templates } from "./rendered-node.js";
import { emptyRoot, type RootAttributes, withRootAttributes } from "./root-tag.js";

/** HTML of a tree, and the streams whose entries are in it: they are rendered once, then only the page has them. */
export interface RenderedHtml {
  readonly html: string;
  readonly streams: ReadonlySet<StreamChange>;
}

interface Output {
  text: string;
  readonly components: Components;
  readonly onlyCids: ReadonlySet<string> | undefined;
  readonly streams: Set<StreamChange>;
}

interface Place {
  readonly templates: Templates | undefined;
  /** Elements that have not changed are left out. */
  readonly tracked: boolean;
}

/** What the server has rendered of one view: merges its diffs, and gives the HTML that the official client would patch. */
export class RenderedTree {
  readonly #viewId: string;
  #root: RenderedNode;
  #marks = 0;

  constructor(viewId: string, rendered: RenderedNode) {
    this.#viewId = viewId;
    this.#root = {};
    this.merge(rendered);
  }

  merge(diff: RenderedNode): void {
    const { c: changed, ...rest } = diff;
    const components = this.#root.c;
    this.#root = merged(this.#root, rest);
    this.#root.c = this.#root.c ?? components ?? {};
    if (changed) mergeComponents(this.#root.c, changed);
  }

  /** All of it, components that are not in `cids` without their content. */
  html(cids?: Iterable<string>): RenderedHtml {
    const output = this.#output(cids);
    this.#write(this.#root, output, { templates: undefined, tracked: true }, {});
    return { html: output.text, streams: output.streams };
  }

  componentHtml(cid: string): RenderedHtml {
    const output = this.#output(undefined);
    this.#writeComponent(cid, output);
    return { html: output.text, streams: output.streams };
  }

  /** The component may come back after the page has dropped it: it is then rendered with all its content. */
  forget(cid: string): void {
    const component = this.#root.c?.[cid];
    if (component) component.whole = true;
  }

  prune(cids: readonly unknown[]): void {
    for (const cid of cids) delete this.#root.c?.[String(cid)];
  }

  #output(cids: Iterable<string> | undefined): Output {
    return { text: "", components: this.#root.c ?? {}, onlyCids: cids && new Set(cids), streams: new Set() };
  }

  #write(node: RenderedNode, output: Output, place: Place, attributes: RootAttributes): void {
    if (node.k) {
      this.#writeEntries(node, output, place);
      return;
    }
    if (node.d) {
      this.#writeRows(node, output, place);
      return;
    }
    const templates = node.p ?? place.templates;
    delete node.p;
    const statics = staticsOf(node, templates);
    node.s = statics;
    if (!node.r) {
      this.#writeDynamics(node, statics, output, { ...place, templates });
      return;
    }
    if (place.tracked && node.mark === undefined) {
      node.fresh = true;
      node.mark = `m${++this.#marks}-${this.#viewId}`;
    }
    const before = output.text;
    output.text = "";
    this.#writeDynamics(node, statics, output, { ...place, templates });
    const own = node.mark === undefined ? attributes : { "data-phx-id": node.mark, ...attributes };
    const unchanged = place.tracked && !node.fresh;
    node.fresh = false;
    const html = unchanged ? emptyRoot(output.text, { ...own, "data-phx-skip": true }) : withRootAttributes(output.text, own);
    output.text = before + html;
  }

  #writeDynamics(node: { [key: string]: unknown }, statics: readonly string[], output: Output, place: Place): void {
    const last = statics.length - 1;
    for (let index = 0; index < last; index++) {
      output.text += statics[index];
      this.#writeValue(node[index], output, place);
    }
    output.text += statics[last] ?? "";
  }

  #writeValue(value: unknown, output: Output, place: Place): void {
    if (typeof value === "number") this.#writeComponent(String(value), output);
    else if (isNode(value)) this.#write(value, output, place, {});
    else output.text += (value as string | null | undefined) ?? "";
  }

  #writeEntries(node: RenderedNode, output: Output, place: Place): void {
    const templates = place.templates ?? node.p;
    const statics = staticsOf(node, templates);
    node.s = statics;
    delete node.p;
    const entries = node.k as NonNullable<RenderedNode["k"]>;
    for (let index = 0; index < entries.kc; index++) {
      this.#writeDynamics(entries[index] as RenderedNode, statics, output, { ...place, templates });
    }
    if (takeStream(node, entries.kc > 0, output)) node.k = { kc: 0 };
  }

  /** LiveView 1.0: every entry comes whole, as a list of its dynamics. */
  #writeRows(node: RenderedNode, output: Output, place: Place): void {
    const templates = place.templates ?? node.p;
    const statics = staticsOf(node, templates);
    const rows = node.d ?? [];
    for (const row of rows) {
      this.#writeDynamics(Object.fromEntries(row.entries()), statics, output, { templates, tracked: false });
    }
    if (takeStream(node, rows.length > 0, output)) node.d = [];
  }

  #writeComponent(cid: string, output: Output): void {
    const component = output.components[cid];
    if (!component) throw new Error(`the server rendered component ${cid}, which it has not sent`);
    component.fresh = output.onlyCids === undefined || output.onlyCids.has(cid);
    component.mark = `c${cid}-${this.#viewId}`;
    const tracked = !component.whole;
    const attributes = { "data-phx-component": cid, "data-phx-view": this.#viewId };
    this.#write(component, output, { templates: undefined, tracked }, attributes);
    delete component.whole;
  }
}

function staticsOf(node: RenderedNode, templates: Templates | undefined): readonly string[] {
  return typeof node.s === "number" ? (templates?.[node.s] ?? [""]) : (node.s ?? [""]);
}

function takeStream(node: RenderedNode, hasEntries: boolean, output: Output): boolean {
  const { stream } = node;
  if (!stream || !(hasEntries || stream[2].length > 0 || stream[3])) return false;
  delete node.stream;
  output.streams.add(stream);
  return true;
}

/** Ids of the components that a diff changes. */
export function changedComponents(diff: RenderedNode): readonly string[] {
  return Object.keys(diff.c ?? {});
}

/** Nothing but components has changed: only they are patched. */
export function isComponentDiff(diff: RenderedNode): boolean {
  return diff.c !== undefined && Object.keys(diff).length === 1;
}
