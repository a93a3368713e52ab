import type { ContextOptions } from "../../connection.js";
import { CertificateProxy } from "../certificates/certificate-proxy.js";
import { ExplainedFailures } from "../certificates/explained-failures.js";
import type { UsersBrowser } from "../measured-page.js";
import { contextRequest } from "./context-settings.js";

/** A user's context in the browser. */
export interface OpenedContext {
  readonly browserContextId: string;
  /** Gives back what the context needs outside it. Call it once the context is gone; further calls do nothing. */
  readonly release: () => void;
}

/** Opens a context with the user's proxy, and with what its certificates and those of its sites need. */
export async function openContext(browser: UsersBrowser, options: ContextOptions): Promise<OpenedContext> {
  const { root, clock, localKey } = browser;
  const { clientCertificates = [] } = options;
  const proxy = clientCertificates.length === 0 ? undefined : await CertificateProxy.open({ options, localKey, clock });
  try {
    const { browserContextId } = await root.send("Target.createBrowserContext", contextRequest(options, proxy?.port));
    if (proxy !== undefined) browser.targets.rewrite(browserContextId, new ExplainedFailures((url) => proxy.reasonFor(url)));
    const refuseCertificates = browser.certificates.acceptFor(options);
    const release = () => {
      refuseCertificates();
      proxy?.close();
    };
    return { browserContextId, release };
  } catch (error) {
    proxy?.close();
    throw error;
  }
}
