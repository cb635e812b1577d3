import { type Codec, primed, request, requestUrl, responseHeaders } from "unmoor/adapter";

/**
 * The web signature of Vercel Functions: a Fetch request in, a Fetch response out.
 *
 * The platform's own Request is rebuilt, never handed on: its URL may carry the wrong scheme behind the proxy (h3#599),
 * and its headers pass the same rules as everywhere. `x-vercel-*` is kept, because the platform overwrites it.
 *
 * @see https://vercel.com/docs/headers/request-headers
 * @example export default web(fetchCodec(), httpDispatch(routes, { provider: "vercel" }));
 */
export function fetchCodec(): Codec<"http", Request, Response> {
  return {
    name: "fetch",
    kind: "http",
    claims: (native): native is Request => {
      const { url, headers } = (native ?? {}) as Partial<Request>;
      return !!url && !!headers?.get;
    },
    decode({ url, method, headers, body }, { signal }) {
      const [, scheme, host, path = "", query] = /^(\w+):\/\/([^/]+)([^?#]*)\??([^#]*)/.exec(url) ?? [];
      const header = (name: string): string | undefined => headers.get(name) || undefined;
      // Both hold one address, the one that Vercel's proxy saw; `x-forwarded-for` may be another proxy's.
      const client = header("x-vercel-forwarded-for") ?? header("x-real-ip");
      return {
        request: request({
          url: requestUrl({
            scheme: header("x-forwarded-proto") ?? scheme,
            host: header("x-forwarded-host") ?? host,
            path,
            query,
          }),
          method,
          headers,
          body,
          signal,
          vouched: "x-vercel-",
        }),
        ...(client && { client }),
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
