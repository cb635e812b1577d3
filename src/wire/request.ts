import { error } from "./error.ts";
import { requestHeaders } from "./headers.ts";

/** A request as a codec has read it from its wire. */
export interface RequestParts {
  /** Absolute, from `requestUrl`. */
  readonly url: string;
  readonly method: string;
  readonly headers: Iterable<readonly [string, string]>;
  /** Decoded: the bytes that the client sent. */
  readonly body?: Uint8Array | ReadableStream<Uint8Array> | null | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Prefix of internal headers that the provider vouches for. */
  readonly vouched?: string | undefined;
}

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
  const headers = requestHeaders(pairs, vouched);
  if (/^(GET|HEAD)$/.test(method)) body = null;
  const length = body ? (body as Partial<Uint8Array>).byteLength : 0;
  if (length) headers.set("content-length", `${length}`);
  else if (length === 0) {
    headers.delete("content-length");
    body = null;
  }
  return new Request(url, { method, headers, body, signal, duplex: "half" } as RequestInit);
}
