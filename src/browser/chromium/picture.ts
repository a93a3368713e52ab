import type { PictureArea, PictureOptions } from "../../scenario/page-port.js";
import type { Bounds } from "../page-operations.js";
import { commandOptions } from "./bounded-commands.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** A PNG of a page. */
export async function pictureOf(
  session: ProtocolSession,
  { clip, fullPage }: PictureOptions,
  bounds: Bounds,
): Promise<Uint8Array> {
  const options = commandOptions(bounds);
  // A larger file, but several times cheaper to make: other users are being measured meanwhile.
  const picture = { format: "png", optimizeForSpeed: true } as const;
  let area: PictureArea | undefined;
  if (clip !== undefined || fullPage === true) {
    const { cssVisualViewport, cssContentSize } = await session.request(options, "Page.getLayoutMetrics");
    const { pageX, pageY } = cssVisualViewport;
    const { width, height } = cssContentSize;
    area = clip === undefined ? { x: 0, y: 0, width, height } : { ...clip, x: clip.x + pageX, y: clip.y + pageY };
  }
  const part = area === undefined ? {} : { clip: { ...area, scale: 1 }, captureBeyondViewport: fullPage === true };
  const { data } = await session.request(options, "Page.captureScreenshot", { ...picture, ...part });
  return Buffer.from(data, "base64");
}
