import { encodeBody, error, primed, responseBody, sentHeaders } from "unmoor/adapter";

/** What every buffered reply has; each shape adds its own place for headers. */
export interface BufferedReply {
  readonly statusCode: number;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** A streamed reply, data until the entry writes it: the prelude in JSON, 8 NUL bytes, the body. */
export interface StreamedReply {
  readonly prelude: { readonly statusCode: number } & Partial<HeadersAndCookies & MultiValue>;
  /** Its first chunk is there already; `null` where there is nothing. */
  readonly body: ReadableStream<Uint8Array> | null;
}

/** Payload format 2.0: cookies never among `headers`, or they leave twice (srvx #239). */
export interface HeadersAndCookies {
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
}

/** Payload format 1.0: each header in exactly one of the two, or REST sends it twice. */
export interface MultiValue {
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
}

/** Largest reply of a synchronous invocation, in bytes of its JSON: 6 MB and 100 bytes (DataBiosphere/azul#6514). */
export const LIMIT = 6_291_556;

/** A response's headers and cookies; a `date` would be the second one, or REST's `x-amzn-remapped-date`. */
export function headersAndCookies(response: Response): HeadersAndCookies {
  const { date, "set-cookie": _, ...headers } = Object.fromEntries(sentHeaders(response));
  return { headers, cookies: response.headers.getSetCookie() };
}

/** The same as payload 1.0 wants it: a `cookies` key would make REST refuse the reply. */
export function multiValue(response: Response): MultiValue {
  const { headers, cookies } = headersAndCookies(response);
  return { headers, multiValueHeaders: cookies.length ? { "set-cookie": cookies } : {} };
}

/**
 * A reply in JSON. Text or base64 by the bytes.
 *
 * @throws `RESPONSE_TOO_LARGE`: the runtime only logs it, and the client would get the platform's own 502
 */
export async function buffer<Head>(
  response: Response,
  head: Head,
  limit: number = LIMIT,
): Promise<Head & BufferedReply> {
  const reply = { statusCode: response.status, ...head, ...encodeBody(await responseBody(response)) };
  // JSON writes a character in 1 to 6 bytes: only what may be too large is counted.
  if (reply.body.length > 9e4 && new Blob([JSON.stringify(reply)]).size > limit)
    throw error("RESPONSE_TOO_LARGE", `the reply is larger than ${limit} bytes`);
  return reply;
}

/** A streamed reply. Waits for the first chunk, so that a body that fails at once can still become a 500. */
export const stream = async <Head>(
  response: Response,
  head: Head,
): Promise<{ prelude: { statusCode: number } & Head; body: ReadableStream<Uint8Array> | null }> => ({
  prelude: { statusCode: response.status, ...head },
  body: await primed(response.body),
});
