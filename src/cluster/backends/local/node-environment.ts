type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that Node.js, browsers and their libraries read. */
const PASSED_ON = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|TZ|TMPDIR)$/,
  /^(LC_|XDG_|FONTCONFIG_|PLAYWRIGHT_)/,
  /^(DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS|LD_LIBRARY_PATH)$/,
  /^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR)$/,
  /^(HTTP|HTTPS|NO|ALL)_PROXY$/i,
  /^LIVELOAD_/,
];
/** Variables that belong to one node; each node gets its own values, or none. */
const NEVER = /^LIVELOAD_(SECRET|SECRET_FILE|NODE|TMP|CPUS|MEMORY|WITHOUT_BROWSER)$/;

/**
 * The part of our environment that local nodes inherit. As on every other platform, they get only what they need to run, not
 * everything that happens to be set here.
 */
export function nodeEnvironment(env: Environment): Environment {
  const kept = Object.entries(env).filter(([name]) => !NEVER.test(name) && PASSED_ON.some((pattern) => pattern.test(name)));
  return Object.fromEntries(kept);
}
