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
 * states the length of the body that is really there: a client's `content-length: 1` over 10 kB walks past body limits
 * (honojs/hono GHSA-rv63-4mwf-qqc2).
 *
 * @throws `UNSUPPORTED_METHOD` (501) for what Fetch forbids or no upper-case token; `INVALID_REQUEST` (400)
 * @example request({ url: "https://a.example/", method: "POST", headers: [["accept", "a"]], body: bytes })
 */
export function request({ url, method, headers: pairs, body, signal, vouched }: RequestParts): Request {
  if (!/^[!#$%&'*+.^_`|~\dA-Z-]+$/.test(method) || /^(CONNECT|TRACE|TRACK)$/.test(method))
    throw error("UNSUPPORTED_METHOD", `method "${method}" cannot be a Fetch request`, 501);
  try {
    const headers = requestHeaders(pairs, vouched);
    const bodiless = method === "GET" || method === "HEAD";
    const bytes = body instanceof Uint8Array ? body.byteLength : body ? undefined : 0;
    if (bodiless) headers.delete("content-length");
    else if (bytes || (bytes === 0 && headers.has("content-length"))) headers.set("content-length", String(bytes));
    const init: RequestInit & { duplex?: "half" } = { method, headers };
    if (signal) init.signal = signal;
    if (body && bytes !== 0 && !bodiless) {
      init.body = body as BodyInit;
      init.duplex = "half";
    }
    return new Request(url, init);
  } catch (cause) {
    throw error("INVALID_REQUEST", `${method} ${url}: ${(cause as Error).message}`, 400);
  }
}
