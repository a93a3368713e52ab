import { launchFlags } from "../program/launch-flags.js";

/** The flags that Playwright passes by default, as far as a page could notice them; each with its reason. */
const FLAGS: readonly (readonly [flag: string, reason: string])[] = [
  ["--remote-debugging-pipe", "commands use file descriptors 3 and 4: no open port, no WebSocket"],
  ["--no-startup-window", "pages are opened for users only"],
  ["--no-default-browser-check", "no question"],
  ["--disable-default-apps", "none are installed"],
  ["--disable-extensions", "no extension touches a page"],
  ["--disable-field-trial-config", "the same behaviour on every machine and every day"],
  ["--disable-client-side-phishing-detection", "no background classification of pages"],
  ["--disable-search-engine-choice-screen", "no question"],
  ["--disable-popup-blocking", "a page may open popups without a click, as in Playwright"],
  ["--disable-prompt-on-repost", "reloading the result of a form shows no dialog"],
  ["--allow-pre-commit-input", "input before the first frame is not dropped"],
  ["--force-color-profile=srgb", "screenshots look the same everywhere"],
  ["--password-store=basic", "no desktop key ring"],
  ["--use-mock-keychain", "the same on macOS"],
  ["--metrics-recording-only", "usage statistics are not sent"],
];

/** Without a window; pages still see a mouse and a screen. */
const HEADLESS_FLAGS: readonly (readonly [flag: string, reason: string])[] = [
  ["--headless", "no window"],
  // Together they save 7 % of an iteration's CPU on 2 cores, mostly messages between processes. Pages cannot tell the difference.
  // A crash of either part crashes the browser, which is then restarted.
  ["--in-process-gpu", "frames are rendered in software, which needs no separate process"],
  ["--enable-features=NetworkServiceInProcess2", "neither does the network service"],
  ["--window-size=1280,720", "a popup's window is as large as its page, like the window of the user's page"],
  ["--hide-scrollbars", "the viewport has its full width"],
  [
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
    "pages see a mouse although the machine has none",
  ],
];

/** The browser's command line arguments. `trustedKey`: fingerprint of a key that it trusts. */
export function chromiumFlags({
  headed,
  trustedKey,
  profileFolder,
}: {
  readonly headed: boolean;
  readonly trustedKey?: string | undefined;
  readonly profileFolder: string;
}): string[] {
  const own = headed ? FLAGS : [...FLAGS, ...HEADLESS_FLAGS];
  // Client certificates are shown by a proxy of our own, which has this key.
  const trust = trustedKey === undefined ? [] : [`--ignore-certificate-errors-spki-list=${trustedKey}`];
  return [...own.map(([flag]) => flag), ...trust, ...launchFlags(), `--user-data-dir=${profileFolder}`];
}
