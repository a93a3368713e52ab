import type { Protocol } from "devtools-protocol";
import type { BrowserOptions } from "../../../scenario/browser-options/browser-options.js";
import { permissionTypes } from "../../adjustments/permission-types.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";

/** Names of this machine in a proxy's `bypass`. */
const LOOPBACK = ["localhost", "127.0.0.1", "::1", "[::]", "[::1]", "<loopback>", "<-loopback>"];

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
