import type { Protocol } from "devtools-protocol";
import type { Permission } from "../../scenario/browser-options/parse-names.js";

/** The browser's name of each permission. */
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

/** The browser's own names of permissions. */
export function permissionTypes(permissions: readonly string[]): Protocol.Browser.PermissionType[] {
  const known: Readonly<Record<string, readonly Protocol.Browser.PermissionType[]>> = PERMISSION_TYPES;
  return permissions.flatMap((name) => [...(known[name] ?? [])]);
}
