/** Chromium's flags, each with its reason. None changes the abilities of a page or its vitals. */
const FLAGS: readonly (readonly [flag: string, reason: string])[] = [
  ["--no-first-run", "no welcome page, no default browser question"],
  ["--disable-background-networking", "no background traffic: it would be measured, and hangs without internet access"],
  ["--disable-component-update", "no downloads of components"],
  ["--disable-sync", "no traffic for an account"],
  ["--disable-quic", "the same transport on every machine; no UDP probes that time out behind firewalls"],
  [
    "--disable-renderer-backgrounding",
    "every page counts as being in the foreground: none is slowed down because another is newer",
  ],
  ["--disable-background-timer-throttling", "all pages have the timers of a visible page"],
  ["--disable-backgrounding-occluded-windows", "the same for windows behind others"],
  ["--disable-ipc-flooding-protection", "a single-page application may navigate as often as it likes"],
  ["--disable-hang-monitor", "a page on a busy machine must not be killed as unresponsive"],
  ["--disable-breakpad", "no crash reports, no process that handles them"],
  ["--mute-audio", "no audio device is needed"],
  ["--no-sandbox", "it is unavailable for root and in most containers; the pages are the tester's own site"],
  ["--disable-dev-shm-usage", "containers have only 64 MB of /dev/shm, and pages crash when it is full"],
];

/** Disabled features. Chromium honours only the last `--disable-features`, so this includes Playwright's. */
const DISABLED_FEATURES: readonly (readonly [feature: string, reason: string])[] = [
  ["PaintHolding", "the first frame is drawn at once instead of waiting for a timer"],
  ["BackForwardCache", "pages would stay in memory with their sockets after they are left"],
  ["Translate", "no language detection for each page"],
  ["AcceptCHFrame", "no extra round trip of the browser process before each navigation"],
  ["MediaRouter", "no search for Cast devices on the network"],
  ["DestroyProfileOnBrowserClose", "the profile is in a temporary folder and needs no clean-up"],
  ["RenderDocument", "a reload reuses its frame, which is cheaper"],
  ["OptimizationHints", "no downloads of hints about pages"],
  ["HttpsUpgrades", "http addresses of a scenario stay http"],
  ["HttpsFirstBalancedModeAutoEnable", "the same"],
  ["AvoidUnnecessaryBeforeUnloadCheckSync", "Playwright's: a page's beforeunload handler runs as it does for a person"],
  ["ThirdPartyStoragePartitioning", "Playwright's: embedded pages share their storage"],
  [
    "AvoidCorsURLLoaderRestartOnRedirect",
    "Playwright's: preflighted redirects fail while it intercepts requests (for HTTP credentials)",
  ],
  ["NetworkTimeServiceQuerying", "no requests for the time"],
  ["PreconnectToSearch", "no connection to a search engine"],
  ["AimEnabled", "no requests to a search engine"],
  ["LensOverlay", "no browser interface over a page"],
];

/** The command line arguments of every browser. */
export function launchFlags(): readonly string[] {
  return [...FLAGS.map(([flag]) => flag), `--disable-features=${DISABLED_FEATURES.map(([feature]) => feature).join(",")}`];
}
