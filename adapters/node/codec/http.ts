import {
  type Codec,
  type NodeReply,
  type NodeRequest,
  nodeBody,
  nodeHeaders,
  nodeReply,
  request,
  requestUrl,
} from "unmoor/adapter";

/** Build-time facts of an HTTP unit. */
export interface HttpOptions {
  /** How many proxies stand before the server and are believed: each appends the address that it saw. None by default. */
  readonly proxies?: number;
}

/**
 * Requests of `node:http`. Without `proxies` nobody vouches for a forwarding header: the client is who has opened the
 * connection, and the scheme is the server's own.
 *
 * @example listener(nodeHttp({ proxies: 1 }), httpDispatch(createRoutes(app), { provider: "node" }), { timeoutMs: 60_000 })
 */
export function nodeHttp({ proxies = 0 }: HttpOptions = {}): Codec<"http", NodeRequest, NodeReply> {
  return {
    name: "node-http",
    kind: "http",
    claims: (native): native is NodeRequest => !!(native as Partial<NodeRequest> | null)?.rawHeaders,
    decode(wire, { signal }) {
      const headers = nodeHeaders(wire.rawHeaders);
      const values = (wanted: string): string[] =>
        headers.flatMap(([name, value]) => (name === wanted ? value.split(/[,\s]+/) : []));
      const vouched = (name: string): string | undefined => (proxies ? values(name).at(-proxies) : undefined);
      // An IPv4 client of a socket that listens on both.
      const client = vouched("x-forwarded-for") || wire.socket?.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, "");
      const [, path, query] = /([^?]*).?(.*)/s.exec(wire.url as string) as unknown as [string, string, string];
      return {
        request: request({
          url: requestUrl({ scheme: vouched("x-forwarded-proto") ?? "http", host: values("host").join(), path, query }),
          method: wire.method as string,
          headers,
          body: nodeBody(wire),
          signal,
        }),
        ...(client && { client }),
      };
    },
    encode: (response, wire) => nodeReply(response, wire.method),
  };
}
