import type { Delivery, Inverse, NodeReply, NodeRequest } from "unmoor/adapter";
import { nodeStream } from "./stream.ts";

/** What Google's front end adds: forwarding and tracing. The client's own `X-Forwarded-For` stays before it. */
function arrived({
  request,
  client = "203.0.113.7",
}: Delivery<"http">): Omit<NodeRequest, keyof ReturnType<typeof nodeStream>> {
  // By hand: only this string is exact, WHATWG's parser would change it.
  const [, scheme = "https", host = "", target = "/"] = /^(\w+):\/\/([^/?#]*)([^#]*)/.exec(request.url) ?? [];
  const headers = new Headers(request.headers);
  headers.append("x-forwarded-for", client);
  headers.set("x-forwarded-proto", scheme);
  if (!headers.has("host")) headers.set("host", host);
  if (!headers.has("x-cloud-trace-context"))
    headers.set("x-cloud-trace-context", "105445aa7843bc8bf206b12000100000/3884770098780217813;o=1");
  if (request.body && !headers.has("content-length")) headers.set("transfer-encoding", "chunked");
  return { method: request.method, url: target[0] === "/" ? target : `/${target}`, rawHeaders: [...headers].flat() };
}

/** The response that a Fetch client sees; of a request that was never answered well, the carrier's 500. */
function outcome(reply: NodeReply | Error): Response {
  if (reply instanceof Error) return new Response(null, { status: 500 });
  const { status, headers, body } = reply;
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) pairs.push([headers[i] as string, headers[i + 1] as string]);
  const empty = !body || (body instanceof Uint8Array && !body.length);
  return new Response(empty ? null : (body as BodyInit), { status, headers: pairs });
}

/** Our own server: the body is a stream. */
export const serviceInverse: Inverse<"http", NodeRequest, NodeReply> = {
  wire: (delivery) => ({ ...arrived(delivery), ...nodeStream(delivery.request.body) }),
  outcome,
};

/** functions-framework: a body with a content type is read and inflated before; the headers stay as they were. */
export const functionInverse: Inverse<"http", NodeRequest, NodeReply> = {
  async wire(delivery) {
    const { body, headers } = delivery.request;
    if (!body || !headers.has("content-type")) return serviceInverse.wire(delivery);
    const encoding = headers.get("content-encoding");
    const inflated =
      encoding === "gzip" || encoding === "deflate"
        ? body.pipeThrough(new DecompressionStream(encoding) as ReadableWritablePair<Uint8Array, Uint8Array>)
        : body;
    const rawBody = new Uint8Array(await new Response(inflated).arrayBuffer());
    return { ...arrived(delivery), ...nodeStream(null), rawBody, readableEnded: true };
  },
  outcome,
};
