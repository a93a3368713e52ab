/** A flag of Chromium's, and why it is there. None changes what a page can do or what its vitals are. */
const FLAGS: readonly (readonly [flag: string, reason: string])[] = [
  ["--no-first-run", "no welcome page, no default browser question"],
  [
    "--disable-background-networking",
    "no traffic of the browser's own: it would be measured, and hangs where there is no internet",
  ],
  ["--disable-component-update", "no downloads of components"],
  ["--disable-sync", "no account, no traffic for one"],
  ["--disable-quic", "WebSockets and HTTP go the same way on every machine; no UDP probes that time out behind firewalls"],
  ["--disable-renderer-backgrounding", "every user is in front of its page: none may be slowed because another is newer"],
  ["--disable-background-timer-throttling", "timers of all pages run as those of a visible page do"],
  ["--disable-backgrounding-occluded-windows", "the same, for windows that lie behind others"],
  ["--disable-ipc-flooding-protection", "a single-page application may navigate as often as it does for a person"],
  ["--disable-hang-monitor", "a busy machine must not lead to 'page unresponsive', which kills the page"],
  ["--disable-breakpad", "no crash reports, no process that waits for crashes"],
  ["--mute-audio", "no audio device is needed, and nobody listens"],
  ["--no-sandbox", "root has no sandbox, nor have most containers; what is opened is the tester's own site"],
  ["--disable-dev-shm-usage", "containers have 64 MB of /dev/shm; pages crash when it is full"],
];

/** Features that are off. Chromium takes the last `--disable-features` only, so Playwright's own are here too. */
const DISABLED_FEATURES: readonly (readonly [feature: string, reason: string])[] = [
  ["PaintHolding", "frames are drawn as they come; without it the first frame waits for a timer"],
  ["BackForwardCache", "pages that were left stay in memory, with their sockets"],
  ["Translate", "no detection of the language of each page"],
  ["AcceptCHFrame", "no extra round trip of the browser process before each navigation"],
  ["MediaRouter", "no search for Cast devices on the network"],
  ["DestroyProfileOnBrowserClose", "the profile is in a temporary folder: its end needs no care"],
  ["RenderDocument", "a reload reuses its frame, which is cheaper"],
  ["OptimizationHints", "no downloads of hints about pages"],
  ["HttpsUpgrades", "what the scenario calls http stays http"],
  ["HttpsFirstBalancedModeAutoEnable", "the same"],
  ["AvoidUnnecessaryBeforeUnloadCheckSync", "Playwright's: a navigation asks the page before it leaves, as it does for a person"],
  ["ThirdPartyStoragePartitioning", "Playwright's: embedded pages share their storage"],
  [
    "AvoidCorsURLLoaderRestartOnRedirect",
    "Playwright's: preflighted redirects fail while it intercepts requests (for HTTP credentials)",
  ],
  ["NetworkTimeServiceQuerying", "no requests for the time"],
  ["PreconnectToSearch", "no connection to a search engine"],
  ["AimEnabled", "no requests to a search engine"],
  ["LensOverlay", "no part of a page"],
];

/** The arguments that every browser is started with. */
export function launchFlags(): readonly string[] {
  return [...FLAGS.map(([flag]) => flag), `--disable-features=${DISABLED_FEATURES.map(([feature]) => feature).join(",")}`];
}
