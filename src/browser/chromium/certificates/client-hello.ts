/** The first bytes of a connection. `hello`: TLS, with the protocols that the client offers above it (ALPN), best first. */
export type Opening =
  | { readonly name: "incomplete" }
  | { readonly name: "no-tls" }
  | { readonly name: "hello"; readonly protocols: readonly string[] };

const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
const ALPN = 16;
/** Chromium's are below 2 KiB. */
const MAX_HELLO_BYTES = 64 * 1024;

/** Reads the first bytes that a client sends: the `ClientHello` of TLS (RFC 8446, section 4.1.2), or something else. */
export function readOpening(bytes: Buffer): Opening {
  const [first] = bytes;
  if (first !== undefined && first !== HANDSHAKE_RECORD) return { name: "no-tls" };
  if (bytes.length > MAX_HELLO_BYTES) return { name: "no-tls" };
  const message = handshakeIn(bytes);
  const [type] = message;
  if (type !== undefined && type !== CLIENT_HELLO) return { name: "no-tls" };
  if (message.length < 4 || message.length < 4 + message.readUIntBE(1, 3)) return { name: "incomplete" };
  try {
    return { name: "hello", protocols: offeredIn(message.subarray(4)) };
  } catch {
    // A length leads beyond the end.
    return { name: "no-tls" };
  }
}

/** The handshake messages in these records, which may be cut anywhere. */
function handshakeIn(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === HANDSHAKE_RECORD; ) {
    const end = at + 5 + bytes.readUInt16BE(at + 3);
    parts.push(bytes.subarray(at + 5, end));
    at = end;
  }
  return Buffer.concat(parts);
}

function offeredIn(hello: Buffer): readonly string[] {
  // Version and random number, then session, cipher suites and compression, each with its length.
  let at = 34;
  at += 1 + hello.readUInt8(at);
  at += 2 + hello.readUInt16BE(at);
  at += 1 + hello.readUInt8(at);
  if (at >= hello.length) return [];
  const end = at + 2 + hello.readUInt16BE(at);
  for (at += 2; at < end; ) {
    const [type, length] = [hello.readUInt16BE(at), hello.readUInt16BE(at + 2)];
    if (type === ALPN) return namesIn(hello.subarray(at + 6, at + 4 + length));
    at += 4 + length;
  }
  return [];
}

function namesIn(list: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at < list.length; at += 1 + list.readUInt8(at))
    names.push(list.toString("latin1", at + 1, at + 1 + list.readUInt8(at)));
  return names;
}
