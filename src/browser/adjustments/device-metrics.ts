import type { Protocol } from "devtools-protocol";
import type { BrowserOptions, PixelSize } from "../../scenario/browser-options/browser-options.js";

export const DEFAULT_VIEWPORT: PixelSize = { width: 1280, height: 720 };

/** The size of a page, and what depends on it. Without a window the screen would be smaller than the viewport, which pages could notice. */
export function metricsOf(viewport: PixelSize, options: BrowserOptions): Protocol.Emulation.SetDeviceMetricsOverrideRequest {
  const { screen = viewport, deviceScaleFactor = 1, isMobile = false } = options;
  const isPortrait = isMobile && screen.width <= screen.height;
  // As in Playwright, only mobile devices are held upright.
  const orientation = isMobile && !isPortrait ? { angle: 90, type: "landscapePrimary" as const } : undefined;
  return {
    ...viewport,
    screenWidth: screen.width,
    screenHeight: screen.height,
    deviceScaleFactor,
    mobile: isMobile,
    screenOrientation: orientation ?? { angle: 0, type: isPortrait ? "portraitPrimary" : "landscapePrimary" },
  };
}
