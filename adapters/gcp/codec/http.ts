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

/** Build-time facts of an HTTP unit on Google Cloud. */
export interface HttpOptions {
  /** Behind an external Application Load Balancer, whose own address is then the last of `X-Forwarded-For`. */
  readonly loadBalancer?: boolean;
  /** Behind Identity-Aware Proxy, which sets `x-goog-authenticated-user-*`; elsewhere a client may have forged them. */
  readonly iap?: boolean;
}

/**
 * Node's request and response, as functions-framework hands them to an `http` function and as our own server has them.
 *
 * @see https://docs.cloud.google.com/run/docs/container-contract
 * @example export const handler = listener(nodeHttp(), httpDispatch(createRoutes(app), { provider: "gcp" }), { timeoutMs: 60_000 });
 */
export function nodeHttp({ loadBalancer, iap }: HttpOptions = {}): Codec<"http", NodeRequest, NodeReply> {
  return {
    name: "node-http",
    kind: "http",
    claims: (native): native is NodeRequest => !!(native as Partial<NodeRequest> | null)?.rawHeaders,
    decode(wire, { signal }) {
      const pairs = nodeHeaders(wire.rawHeaders).filter(
        ([name]) =>
          // functions-framework has inflated what it has read, and leaves the header as it was.
          !(wire.rawBody && name === "content-encoding") && (iap || !/^x-goog-authenticated/.test(name)),
      );
      const values = (wanted: string): string[] =>
        pairs.flatMap(([name, value]) => (name === wanted ? value.split(/[,\s]+/) : []));
      // The first elements are the client's own word; Google's front end appends what it has seen.
      const client = values("x-forwarded-for").at(loadBalancer ? -2 : -1) || wire.socket?.remoteAddress;
      const target = wire.originalUrl ?? wire.url;
      const [, path, query] = /([^?]*).?(.*)/s.exec(target as string) as unknown as [string, string, string];
      return {
        request: request({
          url: requestUrl({
            // Only a local call comes without it, and that one is plain.
            scheme: values("x-forwarded-proto").at(-1) ?? "http",
            host: values("host").join(),
            path,
            query,
          }),
          method: wire.method as string,
          headers: pairs,
          body: nodeBody(wire),
          signal,
        }),
        ...(client && { client }),
      };
    },
    encode: (response, wire) => nodeReply(response, wire.method),
  };
}
