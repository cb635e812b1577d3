import { type Codec, type Delivery, primed, request, requestUrl, responseHeaders } from "unmoor/adapter";

/**
 * The delivery of a request as its wire. What a test sends passes the rules of every provider: a validated host, no
 * hop-by-hop fields, none that only a platform may set; what comes back is what a carrier would let leave.
 *
 * @example const codec = httpDelivery();
 */
export function httpDelivery(): Codec<"http", Delivery<"http">, Response> {
  return {
    name: "delivery",
    kind: "http",
    claims: (native): native is Delivery<"http"> => !!(native as Partial<Delivery<"http">> | null)?.request,
    decode({ request: sent, ...rest }, { signal }) {
      const { url, method, headers, body } = sent;
      const [, scheme, host, path = "/", query] = /^(\w+):\/\/([^/?#]*)([^?#]*)\??([^#]*)/.exec(url) ?? [];
      return {
        request: request({
          url: requestUrl({ scheme, host: headers.get("host") ?? host, path: path || "/", query }),
          method,
          headers,
          body,
          signal,
        }),
        ...rest,
      };
    },
    // Waits for the first chunk, so that a body that fails at once can still become a 500.
    async encode(response) {
      const { pairs, cookies } = responseHeaders(response);
      for (const cookie of cookies) pairs.push(["set-cookie", cookie]);
      return new Response(await primed(response.body), { status: response.status, headers: pairs });
    },
  };
}
