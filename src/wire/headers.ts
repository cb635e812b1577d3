/** Hop-by-hop fields belong to one connection (RFC 9110 section 7.6.1) and smuggle requests when kept. */
const HOP = /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*)$/;

/**
 * Fields that only a platform may set: their own side strips them from the client's request, the others do not
 * (the class of Next.js CVE-2025-29927). A provider names the prefix that it vouches for.
 */
const INTERNAL = /^(x-unmoor-|x-ms-client-principal|x-apigateway-|x-vercel-|ce-)/;

/** A header value as Node's HTTP parser would give it: one character a byte. Fetch refuses others (honojs/hono#4432). */
export const byteString = (value: string): string =>
  // Of all ways to spell UTF-8 with one character a byte, this one is everywhere and in no need of a loop.
  /[^\0-\xff]/.test(value) ? unescape(encodeURIComponent(value)) : value;

/** Name and value by line, or values by name. */
export type HeaderLines = Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

/**
 * Request headers as a handler may trust them: no hop-by-hop fields, none that only a platform may set, byte strings.
 *
 * @param vouched prefix of the internal fields that this provider overwrites itself, e.g. `x-vercel-`
 * @throws TypeError for what cannot be a header
 */
export function requestHeaders(lines: HeaderLines, vouched = " "): Headers {
  const headers = new Headers();
  for (const [name, value] of Symbol.iterator in lines ? lines : Object.entries(lines))
    headers.append(name, byteString(value));
  const named = (headers.get("connection") ?? "").toLowerCase().split(/[\s,]+/);
  for (const name of [...headers.keys()])
    if (HOP.test(name) || named.includes(name) || (INTERNAL.test(name) && !name.startsWith(vouched)))
      headers.delete(name);
  return headers;
}

/** What leaves with a response, a line a cookie: all but what the carrier sets, hop-by-hop fields and the length. */
export const sentHeaders = ({ headers }: Response): [string, string][] =>
  [...headers].filter(([name]) => !HOP.test(name) && name !== "content-length");

/**
 * The same where cookies have a place of their own: they never share a line (their `Expires` holds commas).
 */
export const responseHeaders = (response: Response): { pairs: [string, string][]; cookies: string[] } => ({
  pairs: sentHeaders(response).filter(([name]) => name !== "set-cookie"),
  cookies: response.headers.getSetCookie(),
});
