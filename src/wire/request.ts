import { error } from "./error.ts";
import { type HeaderLines, requestHeaders } from "./headers.ts";
import { LIGHT } from "./light.ts";
import { canonicalUrl } from "./url.ts";

/** A request as a codec has read it from its wire. */
export interface RequestParts {
  /** Absolute, from `requestUrl`. */
  readonly url: string;
  readonly method: string;
  readonly headers: HeaderLines;
  /** Decoded: the bytes that the client sent; text only from `decodeBody`. */
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array> | null | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Prefix of internal headers that the provider vouches for. */
  readonly vouched?: string | undefined;
}

/**
 * Bound by the build, like `Request` itself, to a class of src/fetch: a request from parts that are checked, without a
 * copy of the body, and without headers before somebody asks for them.
 */
declare const UnmoorRequest: new (
  parts: Pick<RequestParts, "url" | "method" | "body" | "signal"> & { headers(): Headers },
) => Request;

/**
 * The Fetch request of a delivery. Drops the body of GET and HEAD, which Fetch forbids and load balancers send, and
 * states the length of the bytes that are really there: a client's `content-length: 1` over 10 kB walks past body
 * limits (honojs/hono GHSA-rv63-4mwf-qqc2). A stream has the length that the carrier's parser holds it to.
 *
 * @throws `UNSUPPORTED_METHOD` (501) for what Fetch forbids or would rewrite; what `Request` throws, and `exchange`
 *   answers with 400
 * @example request({ url: "https://a.example/", method: "POST", headers: [["accept", "a"]], body: bytes })
 */
export function request({ url, method, headers: pairs, body, signal, vouched }: RequestParts): Request {
  if (!/^(?!(CONNECT|TRACE|TRACK)$)[A-Z-]+$/.test(method))
    throw error("UNSUPPORTED_METHOD", `method "${method}" is not served`, 501);
  if (/^(GET|HEAD)$/.test(method)) body = null;
  let length = body ? (body as Partial<Uint8Array>).byteLength : 0;
  if (length === 0) body = null;
  const headers = (): Headers => {
    const made = requestHeaders(pairs, vouched);
    if (LIGHT && typeof body === "string") length = new TextEncoder().encode(body).length;
    if (length) made.set("content-length", `${length}`);
    else if (length === 0) made.delete("content-length");
    return made;
  };
  return LIGHT
    ? new UnmoorRequest({ url: canonicalUrl(url), method, headers, body, signal })
    : new Request(url, { method, headers: headers(), body, signal, duplex: "half" } as RequestInit);
}
