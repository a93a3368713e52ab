type Environment = Readonly<Record<string, string | undefined>>;

/** What Node.js, a browser and their libraries read. */
const PASSED_ON = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|TZ|TMPDIR)$/,
  /^(LC_|XDG_|FONTCONFIG_|PLAYWRIGHT_)/,
  /^(DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS|LD_LIBRARY_PATH)$/,
  /^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR)$/,
  /^(HTTP|HTTPS|NO|ALL)_PROXY$/i,
  /^LIVELOAD_/,
];
/** Another node's own: this one is given its own, or none. */
const NEVER = /^LIVELOAD_(SECRET|SECRET_FILE|NODE|TMP|CPUS|MEMORY)$/;

/**
 * The part of our environment that a node on this machine gets: what it needs to run, not what happens to lie about here,
 * as on every other platform.
 */
export function nodeEnvironment(env: Environment): Environment {
  const kept = Object.entries(env).filter(([name]) => !NEVER.test(name) && PASSED_ON.some((pattern) => pattern.test(name)));
  return Object.fromEntries(kept);
}
