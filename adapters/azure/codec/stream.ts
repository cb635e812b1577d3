import { type Codec, error, type NodeReply, nodeReply, request, requestUrl } from "unmoor/adapter";
import { sentHeaders } from "./headers.ts";

/** What is read of the library's `HttpRequest`, and what the connection under it says. */
export interface HttpWire {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  /** Header lines of the forwarded request: name, value, name, value. */
  readonly rawHeaders?: readonly string[] | undefined;
}

/** Build-time facts of HTTP on Azure. */
export interface HttpOptions {
  /** App Service authentication is on, so that the platform vouches for `x-ms-client-principal*`. */
  readonly easyAuth?: boolean;
}

/**
 * `app.http` with HTTP streams.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-reference-node#http-streams
 * @example streamed(httpStream(), httpDispatch(routes, { provider: "azure" }))
 */
export function httpStream({ easyAuth }: HttpOptions = {}): Codec<"http", HttpWire, NodeReply> {
  return {
    name: "stream",
    kind: "http",
    claims: (native): native is HttpWire => {
      const { url, method, headers } = (native ?? {}) as Partial<HttpWire>;
      return !!url && !!method && !!headers?.get;
    },
    decode({ url, method, headers, body, rawHeaders }, { signal }) {
      const [, scheme, host, path = "", query] = /^(\w+):\/\/([^/?#]*)([^?#]*)\??([^#]*)/.exec(url) ?? [];
      // It would take the place of the headers in the trigger's metadata, chosen by whoever wrote the link. One named
      // "query" takes that of metadata that nobody reads.
      for (const key of new URLSearchParams(query).keys())
        if (/^headers$/i.test(key))
          throw error("SHADOWED_HEADERS", `Azure cannot tell the query's "${key}" from the request's own`, 400);
      const sent = request({
        url: requestUrl({ scheme, host, path, query }),
        method,
        headers: sentHeaders(headers, rawHeaders),
        body,
        signal,
        vouched: easyAuth ? "x-ms-client-principal" : undefined,
      });
      const client = addressOf(sent.headers.get("x-forwarded-for"));
      return { request: sent, ...(client && { client }) };
    },
    encode: (response, { method }) => nodeReply(response, method),
  };
}

/**
 * The last element: Azure's front end appends the address that it saw, with its port, to whatever the client claims.
 * IPv6 stands in brackets, which splitting at the first colon destroys (serverless-http).
 */
const addressOf = (forwarded: string | null): string | undefined =>
  forwarded
    ?.split(",")
    .pop()
    ?.trim()
    .replace(/^\[([^\]]+)\](?::\d+)?$|^([^:]+):\d+$/, "$1$2");
