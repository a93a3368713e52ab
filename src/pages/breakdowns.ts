/** Metrics that are shown side by side for each value of their dimension, and how many values are shown while a load runs. */
export interface Breakdown {
  readonly metrics: readonly string[];
  readonly mostLive: number;
}

/** Interactions by step, pages, and endpoints. Steps have a table of their own. */
export const BREAKDOWNS = {
  interactions: {
    metrics: ["interaction_duration", "interaction_delay_duration", "interaction_server_duration", "interaction_patch_duration"],
    mostLive: 50,
  },
  pages: {
    metrics: [
      "liveview_connection_duration",
      "web_vital_lcp",
      "web_vital_inp",
      "web_vital_cls",
      "web_vital_fcp",
      "web_vital_ttfb",
    ],
    mostLive: 40,
  },
  endpoints: { metrics: ["http_endpoint_duration"], mostLive: 40 },
} as const satisfies Record<string, Breakdown>;

/** Whether the page can show more about a value of a metric. */
export type HasDetail = (metric: string, value: string) => boolean;
