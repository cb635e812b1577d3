/** Hop-by-hop fields belong to one connection (RFC 9110 section 7.6.1) and smuggle requests when kept. */
const HOP = /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*)$/;

/**
 * Fields that only a platform may set: their own side strips them from the client's request, the others do not
 * (the class of Next.js CVE-2025-29927). A provider names the prefix that it vouches for.
 */
const INTERNAL = /^(x-unmoor-|x-ms-client-principal|x-apigateway-|x-vercel-|ce-)/;

/** A header value as Node's HTTP parser would give it: one character a byte. Fetch refuses others (honojs/hono#4432). */
export function byteString(value: string): string {
  if (!/[^\0-\xff]/.test(value)) return value;
  return Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte)).join("");
}

/**
 * Request headers as a handler may trust them: no hop-by-hop fields, none that only a platform may set, byte strings.
 *
 * @param vouched prefix of the internal fields that this provider overwrites itself, e.g. `x-vercel-`
 */
export function requestHeaders(pairs: Iterable<readonly [string, string]>, vouched?: string): Headers {
  const headers = new Headers();
  for (const [name, value] of pairs) headers.append(name, byteString(value));
  const named =
    headers
      .get("connection")
      ?.toLowerCase()
      .split(/[\s,]+/) ?? [];
  for (const name of [...headers.keys()]) {
    if (HOP.test(name) || named.includes(name) || (INTERNAL.test(name) && !(vouched && name.startsWith(vouched))))
      headers.delete(name);
  }
  return headers;
}

/**
 * What leaves with a response: every field but cookies, which never share a line (their `Expires` holds commas),
 * and those that the carrier sets itself: hop-by-hop, `content-length`, `date`.
 */
export function responseHeaders(response: Response): { pairs: [string, string][]; cookies: string[] } {
  const pairs: [string, string][] = [];
  for (const [name, value] of response.headers)
    if (!HOP.test(name) && !/^(set-cookie|content-length|date)$/.test(name)) pairs.push([name, value]);
  return { pairs, cookies: response.headers.getSetCookie() };
}
