/**
 * What a page says to its node: one text per batch, a line per entry, fields between tabs. No JSON, because pages replace
 * `JSON` and give arrays a `toJSON`. The first line is the head:
 *
 *     1 <document> <1 when it is the main frame> [<number of the flush that this batch answers>]
 *
 * and each further one an entry, whose last field is its age in milliseconds when the batch was sent:
 *
 *     h <histogram> <dimension> <value> <age>
 *     c <counter> <dimension> <age>
 *     e <event type> <server ms> <patch ms> <age>
 *     v <vital> <number of the navigation within the document> <page> <value> <age>     the value so far
 *     d <lateness of a timer, ms> <age>
 */
export const WIRE_VERSION = "1";

/** Histograms that a page measures as such; a page's path is not yet templated. */
export const PAGE_HISTOGRAMS = {
  liveview_connection_duration: "path",
  liveview_reconnection_duration: "path",
  liveview_page_loading_duration: "word",
  liveview_loading_class_duration: "word",
} as const;
export type PageHistogram = keyof typeof PAGE_HISTOGRAMS;

/** Counters that a page adds one to. */
export const PAGE_COUNTERS = {
  liveview_disconnections: "path",
  liveview_reconnections: "path",
  liveview_crashes: "path",
  liveview_canceled_loads: "word",
  liveview_navigations: "word",
  page_errors: "word",
} as const;
export type PageCounter = keyof typeof PAGE_COUNTERS;

/** Web vitals as the page names them, and what they are recorded as. */
export const VITALS = {
  TTFB: "web_vital_ttfb",
  FCP: "web_vital_fcp",
  LCP: "web_vital_lcp",
  INP: "web_vital_inp",
  CLS: "web_vital_cls",
} as const;
export type Vital = keyof typeof VITALS;
