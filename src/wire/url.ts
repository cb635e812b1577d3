import { error } from "./error.ts";

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
 * choose the host, and a Host of `a.com/admin?x=` would choose the path (security: h3 CVE-2026-33131 class).
 *
 * Escapes only what cannot stand literally, so that the same rule is right for sources that send the path encoded
 * and for API Gateway's HTTP API, which decodes it (honojs/hono#2156).
 *
 * @throws `INVALID_HOST`, `INVALID_PATH` (400)
 * @example requestUrl({ scheme: "https", host: "a.example", path: "/a b", query: "x=1" }) // https://a.example/a%20b?x=1
 */
export function requestUrl({ scheme, host, path, query }: UrlParts): string {
  if (host && !/^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host))
    throw error("INVALID_HOST", `"${host}" is no host name`, 400);
  // An absolute-form target (`GET http://evil/admin`) must not reach the router: middie CVE-2026-85184.
  if (path[0] !== "/") throw error("INVALID_PATH", `"${path}" is no absolute path`, 400);
  try {
    return `${scheme === "http" ? scheme : "https"}://${host || "localhost"}${escapeAll(/[?#\\\s\0-\x20\x7f-\u{10ffff}]|%(?![\da-f]{2})/giu, path)}${
      query ? `?${escapeAll(/[#\s\0-\x20\x7f-\u{10ffff}]/gu, query)}` : ""
    }`;
  } catch {
    throw error("INVALID_PATH", "the path holds half a surrogate pair", 400);
  }
}

/** `\s` besides the controls: WHATWG's parser strips tabs and newlines, so they are escaped before it can. */
const escapeAll = (what: RegExp, text: string): string => text.replace(what, encodeURIComponent);
