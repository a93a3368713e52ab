/**
 * The format in which a page reports to its node: one text per batch, one line per entry, fields separated by tabs. Not JSON,
 * because some pages replace `JSON` or add `toJSON` to arrays. The first line is the head:
 *
 *     1 <document> <1 when it is the main frame> [<number of the flush that this batch answers>]
 *
 * Each further line is an entry, whose last field is its age in milliseconds when the batch was sent:
 *
 *     h <histogram> <dimension> <value> <age>
 *     c <counter> <dimension> <age>
 *     e <event type> <server ms> <patch ms> <age>
 *     n <time stamp of the input> <ms until it was pushed> <event type> <server ms> <patch ms> <age>     caused by a person
 *     v <vital> <number of the navigation within the document> <page> <value> <age>     the value so far
 *     i <number of the input> <1 when it is trusted> <its time stamp> <age>
 *     t <number of the input> <when the page had handled it> <age>
 *     s <number of the question> <start of the last whole frames> <number of the frame>
 *       <first> <last> <c content, a attributes> <number of the frame> … of each span of changes <age>
 *     a <adapter> <f found, s sends, c changes, o over, e over unless it was, w at work,
 *       r at rest> <number of the request> <at>
 *       <its URL, or * for the next request, or when e was told first> <time stamp of the input that caused it, - for nobody, or nothing> <age>
 *     d <lateness of a timer, ms> <age>
 */
export const WIRE_VERSION = "1";

/** Histograms that pages report directly; the paths in them are not templated yet. */
export const PAGE_HISTOGRAMS = {
  liveview_connection_duration: "path",
  liveview_reconnection_duration: "path",
  liveview_page_loading_duration: "word",
  liveview_loading_class_duration: "word",
} as const;
export type PageHistogram = keyof typeof PAGE_HISTOGRAMS;

/** Counters that pages increment. */
export const PAGE_COUNTERS = {
  liveview_disconnections: "path",
  liveview_reconnections: "path",
  liveview_crashes: "path",
  liveview_canceled_loads: "word",
  liveview_navigations: "word",
  page_errors: "word",
} as const;
export type PageCounter = keyof typeof PAGE_COUNTERS;

/** Web vitals by the name that pages use, with their metric. */
export const VITALS = {
  TTFB: "web_vital_ttfb",
  FCP: "web_vital_fcp",
  LCP: "web_vital_lcp",
  INP: "web_vital_inp",
  CLS: "web_vital_cls",
} as const;
export type Vital = keyof typeof VITALS;
