import type { Codec } from "unmoor/adapter";
import { below, decoder, type HttpOptions, type Single } from "./event.ts";
import { type Multi, multiHeadersOf, queryOf } from "./multi.ts";
import { type BufferedReply, buffer, type MultiValue, multiValue, type StreamedReply, stream } from "./reply.ts";

/** Payload format 1.0: REST API (no `version` in recordings), or HTTP API set to it. */
export interface PayloadV1 {
  readonly httpMethod: string;
  readonly path: string;
  readonly headers?: Single;
  readonly multiValueHeaders?: Multi;
  readonly queryStringParameters?: Single;
  readonly multiValueQueryStringParameters?: Multi;
  readonly requestContext: {
    readonly domainName?: string;
    readonly identity?: { readonly sourceIp?: string } | null;
    readonly [member: string]: unknown;
  };
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/** What a REST API takes back. */
export type ReplyV1 = BufferedReply & MultiValue;

/** Other senders have a method too: a WebSocket's connection, an authorizer's `methodArn`, a load balancer's `elb`. */
function claims(native: unknown): native is PayloadV1 {
  const event = native as Partial<PayloadV1 & Record<"methodArn" | "statusCode", unknown>> | null | undefined;
  const context = event?.requestContext;
  return (
    typeof event?.httpMethod === "string" &&
    !!context &&
    !(event.methodArn || event.statusCode || context.elb || context.http || context.connectionId)
  );
}

const incoming = (name: string, { basePath }: HttpOptions) => ({
  name,
  kind: "http" as const,
  claims,
  decode: decoder((wire: PayloadV1) => {
    const { domainName, identity } = wire.requestContext;
    const headers = multiHeadersOf(wire.headers, wire.multiValueHeaders);
    return {
      method: wire.httpMethod,
      host: headers.host ?? domainName,
      path: below(wire.path, basePath),
      // API Gateway has decoded names and values, `+` to a space too: encode them again, once.
      query: `${new URLSearchParams(queryOf(wire.queryStringParameters, wire.multiValueQueryStringParameters))}`,
      headers,
      client: identity?.sourceIp,
    };
  }),
});

/**
 * API Gateway REST API in mode `BUFFERED`, and HTTP API with payload format 1.0. Bytes leave as bytes only where the
 * API has `BinaryMediaTypes: ['*~1*']`, as our template does.
 */
export function rest(options: HttpOptions = {}): Codec<"http", PayloadV1, ReplyV1> {
  return {
    ...incoming("rest", options),
    encode: (response) => buffer(response, multiValue(response)),
  };
}

/** API Gateway REST API with `responseTransferMode: STREAM`; for the `streaming` entry. */
export function restStream(options: HttpOptions = {}): Codec<"http", PayloadV1, StreamedReply> {
  return {
    ...incoming("rest-stream", options),
    encode: (response) => stream(response, multiValue(response)),
  };
}
