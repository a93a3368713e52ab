const HOW_TO_SET =
  "set it with --option baseUrl=http://HOST:PORT, or pass the environment variable that config reads with --env NAME";

/** Resolves a relative URL against the `baseUrl` of the scenario's config. */
export function absoluteUrl(url: string, config: unknown): string {
  checkScheme(url);
  if (URL.canParse(url)) return url;
  const base = (config as { readonly baseUrl?: unknown } | null | undefined)?.baseUrl;
  if (typeof base !== "string" || !URL.canParse(base)) {
    const isMissing = /^(undefined|null|NaN)\b/.test(url);
    const why = isMissing
      ? `begins with ${JSON.stringify(url.split("/")[0])}: a value in it is missing`
      : "is relative, and the scenario's config has no valid baseUrl";
    throw new TypeError(`${JSON.stringify(url)} ${why}; ${HOW_TO_SET}`);
  }
  if (!URL.canParse(url, base)) throw new TypeError(`${JSON.stringify(url)} is not a URL`);
  return new URL(url, base).href;
}

/** Refuses `localhost:4000/cart`, in which `localhost:` is not meant as the scheme. */
export function checkScheme(url: string): void {
  if (/^[\w.-]+:(?:\d+|\*+)(\/|$)/.test(url)) throw new TypeError(`${JSON.stringify(url)} has no scheme: write http://${url}`);
}
