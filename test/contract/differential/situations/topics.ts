import type { BrowserOptions } from "../../../../src/scenario/browser-options/browser-options.js";
import { CLICKS } from "./clicks.js";
import { FIELDS } from "./fields.js";
import { DRAGS, HITS, MICE, TOUCHES } from "./hits.js";
import { ODDS } from "./odds.js";
import { DIALOGS, EVALUATIONS, HISTORY, STATES, WAITS } from "./pages.js";
import { SELECTIONS } from "./selections.js";
import type { Situation } from "./situation.js";

interface Topic {
  readonly topic: string;
  readonly situations: readonly Situation[];
  readonly browser?: BrowserOptions;
}

export const TOPICS: readonly Topic[] = [
  { topic: "clicks", situations: CLICKS },
  { topic: "fields", situations: FIELDS },
  { topic: "hit targets and frames", situations: HITS },
  { topic: "drags", situations: DRAGS },
  { topic: "the mouse", situations: MICE },
  { topic: "touches", situations: TOUCHES, browser: { hasTouch: true } },
  { topic: "selectors", situations: SELECTIONS },
  { topic: "odd pages", situations: ODDS },
  { topic: "waits", situations: WAITS },
  { topic: "history", situations: HISTORY },
  { topic: "dialogs", situations: DIALOGS },
  { topic: "evaluate", situations: EVALUATIONS },
  { topic: "state of the browser", situations: STATES },
  {
    topic: "options of the browser",
    situations: STATES,
    browser: {
      locale: "de-CH",
      timezone: "Asia/Tokyo",
      colorScheme: "dark",
      viewport: { width: 700, height: 500 },
      deviceScaleFactor: 2,
    },
  },
  {
    topic: "a mobile browser",
    situations: [...STATES, ...CLICKS.slice(0, 8)],
    browser: { isMobile: true, hasTouch: true, viewport: { width: 390, height: 600 } },
  },
];
