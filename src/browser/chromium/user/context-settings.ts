import type { Protocol } from "devtools-protocol";
import type { BrowserOptions } from "../../../scenario/browser-options/browser-options.js";
import type { Permission } from "../../../scenario/browser-options/parse-names.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";

/** Names of this machine in a proxy's `bypass`. */
const LOOPBACK = ["localhost", "127.0.0.1", "::1", "[::]", "[::1]", "<loopback>", "<-loopback>"];

/** What the browser calls each permission. */
const PERMISSION_TYPES: Readonly<Record<Permission, readonly Protocol.Browser.PermissionType[]>> = {
  accelerometer: ["sensors"],
  "ambient-light-sensor": ["sensors"],
  "background-sync": ["backgroundSync"],
  camera: ["videoCapture"],
  "clipboard-read": ["clipboardReadWrite"],
  "clipboard-write": ["clipboardSanitizedWrite"],
  geolocation: ["geolocation"],
  gyroscope: ["sensors"],
  "local-fonts": ["localFonts"],
  "local-network-access": ["localNetworkAccess", "localNetwork", "loopbackNetwork"],
  magnetometer: ["sensors"],
  microphone: ["audioCapture"],
  midi: ["midi"],
  "midi-sysex": ["midiSysex"],
  notifications: ["notifications"],
  "payment-handler": ["paymentHandler"],
  "screen-wake-lock": ["wakeLockScreen"],
  "storage-access": ["storageAccess"],
};

/** The request for a context with the user's proxy. */
export function contextRequest({ proxy }: BrowserOptions): Protocol.Target.CreateBrowserContextRequest {
  if (proxy === undefined) return { disposeOnDetach: true };
  const { server, bypass = "" } = proxy;
  // Chromium reaches its own machine without a proxy. Like Playwright, use the proxy there too, unless `bypass` mentions the machine.
  const mentionsLoopback = bypass.split(",").some((host) => LOOPBACK.includes(host));
  const proxyBypassList = [...(mentionsLoopback ? [] : ["<-loopback>"]), ...(bypass === "" ? [] : [bypass])].join(",");
  return { disposeOnDetach: true, proxyServer: server, proxyBypassList };
}

/** Grants the user's permissions to all origins, which denies all others. */
export async function grantPermissions(
  root: ProtocolSession,
  browserContextId: string,
  { permissions }: BrowserOptions,
): Promise<void> {
  if (permissions === undefined) return;
  await root.send("Browser.grantPermissions", { browserContextId, permissions: permissionTypes(permissions) });
}

function permissionTypes(permissions: readonly string[]): Protocol.Browser.PermissionType[] {
  const known: Readonly<Record<string, readonly Protocol.Browser.PermissionType[]>> = PERMISSION_TYPES;
  return permissions.flatMap((name) => [...(known[name] ?? [])]);
}
