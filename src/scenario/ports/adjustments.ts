import type { OperationOptions } from "./operation-options.js";

/** The size of a page, and what its device makes of it. */
export interface AdjustedViewport {
  readonly width: number;
  readonly height: number;
  readonly deviceScaleFactor?: number | undefined;
  readonly isMobile?: boolean | undefined;
}

/** What style sheets see of the medium; what is absent stays as it is. */
export interface AdjustedMedia {
  /** `screen`, `print`, or empty for the real one. */
  readonly media?: string | undefined;
  /** Features by their names in style sheets: `prefers-color-scheme`. */
  readonly features: Readonly<Record<string, string>>;
}

/** Changes of a page while it is used. They hold for this page alone, not for its popups. */
export interface PageAdjustments {
  /** Runs a script in every document from the next one on, before its own. Resolves to a function that ends that. */
  addInitScript(source: string, options: OperationOptions): Promise<() => Promise<void>>;
  setViewport(viewport: AdjustedViewport, options: OperationOptions): Promise<void>;
  emulateMedia(media: AdjustedMedia, options: OperationOptions): Promise<void>;
}
