import { type Codec, type Delivery, decodeBody, type Invocation, request, requestUrl } from "unmoor/adapter";

/** Build-time facts of the HTTP codecs. */
export interface HttpOptions {
  /** Path of a custom domain's API mapping, `/v1` without a slash at its end: taken off the front of every path. */
  readonly basePath?: `/${string}` | undefined;
}

/** One value a name, as most events have it; the console's test sends `null`. */
export type Single = Readonly<Record<string, string>> | null | undefined;
/** What an HTTP event says, each thing in its own place. */
export interface HttpParts {
  readonly method: string;
  readonly host: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
  readonly headers: Record<string, string>;
  /** Address of the client, from the field that the platform vouches for. */
  readonly client: string | undefined;
}

/** Headers in lower case, REST keeps the client's; those that `all` has already count. */
export function headersOf(
  single: Single,
  all: Record<string, string> = { __proto__: null } as never,
): Record<string, string> {
  for (const [name, value] of Object.entries(single ?? {})) all[name.toLowerCase()] ??= value;
  return all;
}

/** The path below `base`, which ends where a segment does. */
export const below = (path: string, base: string | false | undefined): string =>
  base && `${path}/`.startsWith(`${base}/`) ? path.slice(base.length) || "/" : path;

/**
 * `decode` of an HTTP codec: scheme, body, trace and signal are stated alike in all events. What it throws is the
 * sender's fault: `exchange` answers 400.
 */
export const decoder =
  <Wire extends { readonly body?: string | null; readonly isBase64Encoded?: boolean }>(
    read: (wire: Wire) => HttpParts,
  ): Codec<"http", Wire>["decode"] =>
  (wire, { native, signal }: Invocation) => {
    const { method, headers, client, ...parts } = read(wire);
    // The segment that the request came with may be another one's by now (providers/aws.md Q20).
    const trace = (native as { context?: { xRayTraceId?: string } } | undefined)?.context?.xRayTraceId;
    if (trace) headers["x-amzn-trace-id"] = trace;
    return {
      client,
      request: request({
        url: requestUrl({ ...parts, scheme: headers["x-forwarded-proto"] }),
        method,
        headers,
        body: /^(GET|HEAD)$/.test(method)
          ? // Recorded GETs claim base64 over plain text: what Fetch drops is not decoded either.
            null
          : // Adds nothing, and throws where the body is no text.
            decodeBody(wire.body?.padEnd(0), wire.isBase64Encoded as boolean),
        signal,
      }),
    } as Delivery<"http">;
  };
