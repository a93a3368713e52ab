import type { BrowserOptions } from "../../../../src/scenario/browser-options/browser-options.js";
import { CLICKS } from "./clicks.js";
import { FIELDS } from "./fields.js";
import { DRAGS, HITS, MICE, TOUCHES } from "./hits.js";
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
];
