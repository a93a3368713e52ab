import type { BrowserOptions } from "../../../../src/scenario/browser-options/browser-options.js";
import { CLICKS } from "./clicks.js";
import { FIELDS } from "./fields.js";
import type { Situation } from "./situation.js";

interface Topic {
  readonly topic: string;
  readonly situations: readonly Situation[];
  readonly browser?: BrowserOptions;
}

export const TOPICS: readonly Topic[] = [
  { topic: "clicks", situations: CLICKS },
  { topic: "fields", situations: FIELDS },
];
