/** A request that failed without an answer, named as the browser names it: `ERR_CONNECTION_REFUSED`. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  readonly reason: string;

  constructor(reason: string, options?: { readonly cause?: unknown }) {
    super(reason, options);
    this.reason = reason;
  }
}

/** The reason of requests that the page left or the scenario aborted: they did not fail. */
export const ABORTED = "ERR_ABORTED";

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "ERR_CONNECTION_REFUSED",
  ECONNRESET: "ERR_CONNECTION_RESET",
  ECONNABORTED: "ERR_CONNECTION_ABORTED",
  EPIPE: "ERR_CONNECTION_RESET",
  EHOSTUNREACH: "ERR_ADDRESS_UNREACHABLE",
  ENETUNREACH: "ERR_INTERNET_DISCONNECTED",
  ENOTFOUND: "ERR_NAME_NOT_RESOLVED",
  EAI_AGAIN: "ERR_NAME_NOT_RESOLVED",
  ETIMEDOUT: "ERR_CONNECTION_TIMED_OUT",
  EMFILE: "ERR_INSUFFICIENT_RESOURCES",
  EADDRNOTAVAIL: "ERR_ADDRESS_IN_USE",
  ERR_TUNNEL_CONNECTION_FAILED: "ERR_TUNNEL_CONNECTION_FAILED",
  ERR_PROXY_CONNECTION_FAILED: "ERR_PROXY_CONNECTION_FAILED",
  DEADLINE_EXCEEDED: "ERR_TIMED_OUT",
  UND_ERR_CONNECT_TIMEOUT: "ERR_CONNECTION_TIMED_OUT",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "ERR_CONTENT_LENGTH_MISMATCH",
  UND_ERR_HEADERS_OVERFLOW: "ERR_RESPONSE_HEADERS_TOO_BIG",
  CERT_HAS_EXPIRED: "ERR_CERT_DATE_INVALID",
  CERT_NOT_YET_VALID: "ERR_CERT_DATE_INVALID",
  ERR_TLS_CERT_ALTNAME_INVALID: "ERR_CERT_COMMON_NAME_INVALID",
  DEPTH_ZERO_SELF_SIGNED_CERT: "ERR_CERT_AUTHORITY_INVALID",
  SELF_SIGNED_CERT_IN_CHAIN: "ERR_CERT_AUTHORITY_INVALID",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "ERR_CERT_AUTHORITY_INVALID",
  CERT_UNTRUSTED: "ERR_CERT_AUTHORITY_INVALID",
  CERT_REVOKED: "ERR_CERT_REVOKED",
  UNABLE_TO_GET_ISSUER_CERT: "ERR_CERT_AUTHORITY_INVALID",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "ERR_CERT_AUTHORITY_INVALID",
};

/** Names what Node.js or undici threw. */
export function networkErrorOf(thrown: unknown): NetworkError {
  if (thrown instanceof NetworkError) return thrown;
  const errors = [thrown, ...causesOf(thrown)] as readonly { readonly code?: unknown; readonly message?: unknown }[];
  for (const { code } of errors) {
    const known = typeof code === "string" ? REASONS[code] : undefined;
    if (known !== undefined) return new NetworkError(known, { cause: thrown });
  }
  const codes = errors.map(({ code, message }) => `${String(code)} ${String(message)}`).join(" ");
  if (/^(\S* )?aborted/.test(codes) || codes.includes("UND_ERR_ABORTED") || codes.includes("UND_ERR_DESTROYED"))
    return new NetworkError(ABORTED, { cause: thrown });
  if (/ALERT_\w*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/.test(codes))
    return new NetworkError("ERR_BAD_SSL_CLIENT_AUTH_CERT", { cause: thrown });
  if (codes.includes("HPE_")) return new NetworkError("ERR_INVALID_HTTP_RESPONSE", { cause: thrown });
  if (/other side closed|UND_ERR_SOCKET/.test(codes)) return new NetworkError("ERR_EMPTY_RESPONSE", { cause: thrown });
  if (/ERR_SSL|SSL routines|ERR_TLS/.test(codes)) return new NetworkError("ERR_SSL_PROTOCOL_ERROR", { cause: thrown });
  return new NetworkError("ERR_FAILED", { cause: thrown });
}

/** The same error, unless it tells that a connection to a proxy could not be opened: then one that says so, as browsers do. */
export function proxyErrorOf(thrown: unknown): unknown {
  const errors = [thrown, ...causesOf(thrown)] as readonly { readonly code?: unknown; readonly syscall?: unknown }[];
  const isOfProxy = errors.some(
    ({ code, syscall }) => code === "UND_ERR_CONNECT_TIMEOUT" || syscall === "connect" || syscall === "getaddrinfo",
  );
  if (!isOfProxy) return thrown;
  const code = "ERR_PROXY_CONNECTION_FAILED";
  return Object.assign(new Error("the proxy cannot be reached", { cause: thrown }), { code });
}

/** Causes, and the attempts at the addresses of a name. */
function causesOf(thrown: unknown): readonly unknown[] {
  if (typeof thrown !== "object" || thrown === null) return [];
  const { cause, errors } = thrown as { readonly cause?: unknown; readonly errors?: unknown };
  const inner = [...(cause === undefined ? [] : [cause]), ...(Array.isArray(errors) ? (errors as readonly unknown[]) : [])];
  return inner.flatMap((one) => [one, ...causesOf(one)]);
}
