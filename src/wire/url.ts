import { error } from "./error.ts";

/**
 * What URL's parser would make of a URL from `requestUrl`, which for most is the same: a plain host, no segment that
 * begins with a dot, nothing escaped. Those are not parsed.
 *
 * @throws TypeError for what is no URL
 */
export const canonicalUrl = (url: string): string =>
  /^https?:\/\/([a-z\d]+[.-])*[a-z][a-z\d]*(\/(?!\.)[\w!$&'()*+,;=:@~.-]*)+(\?[^"'<>]*)?$/.test(url)
    ? url
    : new URL(url).href;

/** The pieces of a request's URL as a provider states them. */
export interface UrlParts {
  /** `x-forwarded-proto` or what the provider knows; anything but http and https counts as https. */
  readonly scheme?: string | undefined;
  /** Host with optional port; absent (an ALB health check sends none) is `localhost`. */
  readonly host?: string | undefined;
  /** Absolute path, encoded or, as HTTP API sends it, decoded. */
  readonly path: string;
  /** Without `?`, encoded. */
  readonly query?: string | undefined;
}

/**
 * A request's URL, by concatenation on a validated host. `new URL(path, base)` would let the path `//evil.com/x`
 * choose the host, and a Host of `a.com/admin?x=` would choose the path (security: h3 CVE-2026-33131 class). A host
 * that ends nothing early may still be none (`a:b`): `request` refuses it.
 *
 * Escapes only what cannot stand literally, so that the same rule is right for sources that send the path encoded
 * and for API Gateway's HTTP API, which decodes it (honojs/hono#2156). An absolute-form target (`GET http://evil/admin`)
 * must not reach the router: middie CVE-2026-85184.
 *
 * @throws `INVALID_URL` (400); URIError for half a surrogate pair
 * @example requestUrl({ scheme: "https", host: "a.example", path: "/a b", query: "x=1" }) // https://a.example/a%20b?x=1
 */
export function requestUrl({ scheme, host, path, query }: UrlParts): string {
  const origin = `${scheme === "http" ? scheme : "https"}://${host || "localhost"}`;
  if (!/^\w+:..[\w.:[\]-]+$/.test(origin) || path[0] !== "/")
    throw error("INVALID_URL", `no URL: ${origin} ${path}`, 400);
  const escaped = (what: RegExp, text: string): string => text.replace(what, encodeURIComponent);
  return origin + escaped(/[^!-~]|[?#\\]|%(?![\da-f]{2})/giu, path) + (query ? `?${escaped(/[^!-~]|#/gu, query)}` : "");
}
