import type { Inverse, NodeReply } from "unmoor/adapter";
import type { HttpWire } from "../codec/stream.ts";

/** Azure's front end, host and library: what they add to a request, and what a client sees of a reply. */
export const streamInverse: Inverse<"http", HttpWire, NodeReply> = {
  wire({ request, client = "203.0.113.7" }) {
    const { url, method, body } = request;
    const { host, protocol } = new URL(url);
    const headers = new Headers(request.headers);
    headers.append("x-forwarded-for", client.includes(":") ? `[${client}]:51234` : `${client}:51234`);
    headers.set("x-forwarded-proto", protocol.slice(0, -1));
    headers.set("x-arr-log-id", "6b4b8b0a-2f4e-4f5d-9c0e-3a5a3c1d9e77");
    if (!headers.has("host")) headers.set("host", host);
    // The host forwards every line; its own `x-forwarded-for` is the front end's address.
    const rawHeaders = [...headers].flatMap(([name, value]) =>
      /^(host|x-forwarded-.*)$/.test(name) ? [] : [name, value],
    );
    rawHeaders.push(
      "x-forwarded-for",
      "10.0.0.4",
      "x-forwarded-host",
      host,
      "x-forwarded-proto",
      protocol.slice(0, -1),
    );
    return { url, method, headers, body, rawHeaders };
  },
  outcome(reply) {
    // The host's own answer; which one depends on how the worker failed.
    if (reply instanceof Error) return new Response(null, { status: 500 });
    const { status, headers, body } = reply;
    const pairs: [string, string][] = [];
    for (let i = 0; i + 1 < headers.length; i += 2) pairs.push([headers[i] as string, headers[i + 1] as string]);
    const empty = !body || (body instanceof Uint8Array && !body.byteLength);
    return new Response(empty ? null : (body as BodyInit), { status, headers: pairs });
  },
};
