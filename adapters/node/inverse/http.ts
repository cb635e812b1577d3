import type { Delivery, Inverse, NodeReply, NodeRequest } from "unmoor/adapter";

/** A client that is connected directly. */
export const httpInverse: Inverse<"http", NodeRequest, NodeReply> = {
  wire({ request, client = "203.0.113.7" }: Delivery<"http">) {
    // By hand: only this string is exact, WHATWG's parser would change it.
    const [, , host = "", target = "/"] = /^(\w+):\/\/([^/?#]*)([^#]*)/.exec(request.url) ?? [];
    const headers = new Headers(request.headers);
    if (!headers.has("host")) headers.set("host", host);
    if (request.body && !headers.has("content-length")) headers.set("transfer-encoding", "chunked");
    const { body } = request;
    return {
      method: request.method,
      url: target[0] === "/" ? target : `/${target}`,
      rawHeaders: [...headers].flat(),
      socket: { remoteAddress: client },
      iterator: async function* () {
        if (body) yield* body.values({ preventCancel: true });
      },
      removeAllListeners() {},
      resume() {},
    };
  },
  /** The response that a Fetch client sees; of a request that was never answered well, the carrier's 500. */
  outcome(reply) {
    if (reply instanceof Error) return new Response(null, { status: 500 });
    const { status, headers, body } = reply;
    const pairs: [string, string][] = [];
    for (let i = 0; i + 1 < headers.length; i += 2) pairs.push([headers[i] as string, headers[i + 1] as string]);
    const empty = !body || (body instanceof Uint8Array && !body.length);
    return new Response(empty ? null : (body as BodyInit), { status, headers: pairs });
  },
};
