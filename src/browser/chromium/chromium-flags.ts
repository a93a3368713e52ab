import { launchFlags } from "../program/launch-flags.js";

/** What Playwright gives its browsers by itself, as far as pages would notice; each with its reason. */
const FLAGS: readonly (readonly [flag: string, reason: string])[] = [
  ["--remote-debugging-pipe", "commands come over file descriptors 3 and 4: no port that others could use, no WebSocket"],
  ["--no-startup-window", "pages are opened when there are users"],
  ["--no-default-browser-check", "nothing asks"],
  ["--disable-default-apps", "none are installed"],
  ["--disable-extensions", "a page meets no extension"],
  ["--disable-field-trial-config", "the same behaviour on every machine and every day"],
  ["--disable-client-side-phishing-detection", "no look at pages on the side"],
  ["--disable-search-engine-choice-screen", "nothing asks"],
  ["--disable-popup-blocking", "a page may open others without a click, as in Playwright"],
  ["--disable-prompt-on-repost", "a reload after a form asks nobody"],
  ["--allow-pre-commit-input", "input counts before the first frame was drawn: it would be dropped otherwise"],
  ["--force-color-profile=srgb", "screenshots look the same everywhere"],
  ["--password-store=basic", "no key ring of the desktop"],
  ["--use-mock-keychain", "the same on macOS"],
  ["--metrics-recording-only", "usage figures are not sent"],
];

/** Without a window: as a page sees a mouse and a screen. */
const HEADLESS_FLAGS: readonly (readonly [flag: string, reason: string])[] = [
  ["--headless", "no window"],
  // Measured together on 2 cores: 7 % of the CPU of an iteration, most of it messages from process to process. Pages cannot
  // tell, and have the same features; a crash of either is a crash of the browser, which is started anew.
  ["--in-process-gpu", "what draws the frames is software here, and needs no process of its own"],
  ["--enable-features=NetworkServiceInProcess2", "nor do requests"],
  ["--window-size=1280,720", "a popup's window is as large as its page, as that of the user's page is"],
  ["--hide-scrollbars", "the viewport is as wide as it was asked to be"],
  [
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
    "there is a mouse, although no device says so",
  ],
];

/** The arguments that a browser is started with. */
export function chromiumFlags({ headed, profileFolder }: { readonly headed: boolean; readonly profileFolder: string }): string[] {
  const own = headed ? FLAGS : [...FLAGS, ...HEADLESS_FLAGS];
  return [...own.map(([flag]) => flag), ...launchFlags(), `--user-data-dir=${profileFolder}`];
}
