import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { createSecureContext } from "node:tls";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import type { AddressOptions } from "../../cluster/boot/controller-address.js";
import type { OptionValues } from "../../config/options.js";
import { type ResolvedOptions, spelling } from "../../config/resolved-options.js";

type CertificateOptions = Pick<OptionValues, "tlsCert" | "tlsKey">;

/** The controller's certificate and key, if there are any. Rejects with `INVALID_OPTION` when they cannot be read or used. */
export async function tlsCertificate(
  options: CertificateOptions,
  cwd: string,
  origins?: ResolvedOptions["origins"],
): Promise<AddressOptions["certificate"]> {
  const labelOf = (name: keyof CertificateOptions) => (origins === undefined ? name : spelling(name, origins[name]));
  const { tlsCert, tlsKey } = options;
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const cert = await readPem(labelOf("tlsCert"), resolve(cwd, tlsCert));
  const key = await readPem(labelOf("tlsKey"), resolve(cwd, tlsKey));
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new LiveLoadError(
      "INVALID_OPTION",
      `${labelOf("tlsCert")} and ${labelOf("tlsKey")} cannot be used: ${messageOf(error)}`,
      {
        hint: "they take PEM files of a certificate and of its own private key",
        details: { option: "tlsCert", value: tlsCert },
        cause: error,
      },
    );
  }
  return { cert, key };
}

async function readPem(label: string, path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new LiveLoadError("INVALID_OPTION", `${label} cannot be read: ${messageOf(error)}`, {
      details: { option: /key/i.test(label) ? "tlsKey" : "tlsCert", value: path },
      cause: error,
    });
  }
}
