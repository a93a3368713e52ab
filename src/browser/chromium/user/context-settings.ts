import type { Protocol } from "devtools-protocol";
import type { BrowserOptions, ProxySettings } from "../../../scenario/browser-options/browser-options.js";
import { permissionTypes } from "../../adjustments/permission-types.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";

/** Names of this machine in a proxy's `bypass`. */
const LOOPBACK = ["localhost", "127.0.0.1", "::1", "[::]", "[::1]", "<loopback>", "<-loopback>"];

/**
 * The request for a context with the user's proxy. `certificatePort`: the port on this machine of the proxy that shows the user's
 * client certificates, and passes on what the user's own proxy is for.
 */
export function contextRequest(
  { proxy }: Pick<BrowserOptions, "proxy">,
  certificatePort?: number,
): Protocol.Target.CreateBrowserContextRequest {
  if (certificatePort !== undefined) return { disposeOnDetach: true, ...besideCertificates(proxy, certificatePort) };
  if (proxy === undefined) return { disposeOnDetach: true };
  const { server, bypass = "" } = proxy;
  // Chromium reaches its own machine without a proxy. Like Playwright, use the proxy there too, unless `bypass` mentions the machine.
  const mentionsLoopback = bypass.split(",").some((host) => LOOPBACK.includes(host));
  const proxyBypassList = [...(mentionsLoopback ? [] : ["<-loopback>"]), ...(bypass === "" ? [] : [bypass])].join(",");
  return { disposeOnDetach: true, proxyServer: server, proxyBypassList };
}

/** Encrypted requests and WebSockets go to the proxy for certificates, whose rules about other proxies are its own. */
function besideCertificates(proxy: ProxySettings | undefined, port: number) {
  const server = proxy === undefined ? "" : `;http=${proxy.server}`;
  const hosts = (proxy?.bypass ?? "").split(",").map((host) => host.trim());
  const bypassed = hosts.flatMap((host) => (host === "" ? [] : [`http://${host}`]));
  return { proxyServer: `https=127.0.0.1:${port}${server}`, proxyBypassList: ["<-loopback>", ...bypassed].join(",") };
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
