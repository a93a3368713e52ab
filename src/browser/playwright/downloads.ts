import type { Page } from "playwright-core";
import type { UserDownloads } from "../user-downloads.js";
import { DownloadSizes, PlaywrightDownload } from "./playwright-download.js";
import type { PageSurroundings, UserPage } from "./user-page.js";

/** Playwright accepts every download; one that is not expected is cancelled as soon as it is reported. */
export const ALWAYS_OPEN = { open: async () => {}, close: async () => {} };

/** Hands the downloads of a user's page and its popups to the user's steps. */
export function followDownloads(
  { page, cdp }: Pick<UserPage, "page" | "cdp">,
  {
    context,
    clock,
    downloads,
    downloadRequests,
  }: Pick<PageSurroundings, "context" | "clock" | "downloadRequests"> & { readonly downloads: UserDownloads },
): void {
  const sizes = new DownloadSizes(cdp, downloadRequests);
  const follow = (one: Page) => {
    const parts = { sizes, clock, isOfPopup: one !== page };
    one.on("download", (download) => downloads.began(new PlaywrightDownload(download, parts)));
  };
  follow(page);
  context.on("page", follow);
}
