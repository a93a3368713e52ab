/** What a link to the page says about how it is read. It is kept in the address's fragment. */
export interface View {
  /** The part that is scrolled to. */
  readonly part?: string;
  /** The metric of the latency charts. */
  readonly metric?: string;
  /** The part of the run that the charts show, in seconds. */
  readonly zoom?: readonly [from: number, to: number];
  /** The step, page, interaction or endpoint that is looked at: a metric and a value of its dimension; or `node` and its name. */
  readonly detail?: readonly [metric: string, value: string];
  readonly theme?: "light" | "dark";
  /** Filters of long lists, by list. */
  readonly filters?: Readonly<Record<string, string>>;
  /** The order of tables, by table: a column, with `-` in front for descending. */
  readonly orders?: Readonly<Record<string, string>>;
}

const FILTER = "filter.";
const ORDER = "order.";

/** Reads a fragment: `#latency&metric=step_duration&zoom=10-40`. What is not understood is left out. */
export function viewOf(fragment: string): View {
  const [part = "", ...rest] = fragment.replace(/^#/, "").split("&");
  const fields = new URLSearchParams((part.includes("=") ? [part, ...rest] : rest).join("&"));
  const [, from, to] = /^([\d.]+)-([\d.]+)$/.exec(fields.get("zoom") ?? "") ?? [];
  const theme = fields.get("theme");
  const metric = fields.get("metric");
  const detail = fields.get("detail");
  const colon = detail?.indexOf(":") ?? -1;
  return {
    ...(part === "" || part.includes("=") ? {} : { part: decoded(part) }),
    ...(metric === null ? {} : { metric }),
    ...(from === undefined || to === undefined || !(Number(from) < Number(to)) ? {} : { zoom: [Number(from), Number(to)] }),
    ...(detail === null || colon < 0 ? {} : { detail: [detail.slice(0, colon), detail.slice(colon + 1)] }),
    ...(theme === "light" || theme === "dark" ? { theme } : {}),
    filters: prefixed(fields, FILTER),
    orders: prefixed(fields, ORDER),
  };
}

/** The fragment of a view, with `#`. */
export function fragmentOf({ part = "", metric, zoom, detail, theme, filters = {}, orders = {} }: View): string {
  const fields = new URLSearchParams();
  if (metric !== undefined) fields.set("metric", metric);
  if (zoom !== undefined) fields.set("zoom", zoom.map((second) => String(Math.round(second * 10) / 10)).join("-"));
  if (detail !== undefined) fields.set("detail", detail.join(":"));
  if (theme !== undefined) fields.set("theme", theme);
  for (const [list, filter] of Object.entries(filters)) if (filter !== "") fields.set(FILTER + list, filter);
  for (const [table, order] of Object.entries(orders)) fields.set(ORDER + table, order);
  const rest = fields.toString();
  return `#${encodeURIComponent(part)}${rest === "" ? "" : `&${rest}`}`;
}

function prefixed(fields: URLSearchParams, prefix: string): Readonly<Record<string, string>> {
  const entries = [...fields].filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), value]));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
