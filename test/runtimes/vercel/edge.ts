import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";
import type { Destination } from "./routes.ts";

/** What stands behind the edge. */
export interface Upstream {
  readonly port: number;
  /** Milliseconds until the platform answers 504. */
  readonly maxDurationMs: number;
}

export interface Edge {
  readonly origin: string;
  close(): Promise<void>;
}

/** https://vercel.com/docs/functions/limitations: 4.5 MB, read here as the smaller of its two meanings. */
const REQUEST_BYTES = 4_500_000;
/** https://vercel.com/docs/functions/web-signature: the methods that Vercel's own launchers know. */
const METHODS = /^(GET|HEAD|OPTIONS|POST|PUT|DELETE|PATCH)$/;
const HOP = /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|proxy-.*)$/;

/**
 * Plays Vercel's proxy in front of a function: its headers (a client's own are overwritten), its limits, its errors.
 * Bodies of requests are buffered, as on the platform; those of responses stream.
 *
 * @see https://vercel.com/docs/headers/request-headers
 * @see https://vercel.com/docs/errors
 */
export async function startEdge(
  route: (method: string, path: string) => Destination,
  upstream: (name: string) => Promise<Upstream>,
): Promise<Edge> {
  const server = createServer({ maxHeaderSize: 65_536 }, (incoming, outgoing) => {
    serve(incoming, outgoing, route, upstream).catch(() => refuse(outgoing, 502, "FUNCTION_INVOCATION_FAILED"));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  route: (method: string, path: string) => Destination,
  upstream: (name: string) => Promise<Upstream>,
): Promise<void> {
  const { method = "GET", url = "/", headers } = incoming;
  // The rest would kill the process: what it calls with an unknown method is `undefined`.
  if (!METHODS.test(method)) return refuse(outgoing, 405, "INVALID_REQUEST_METHOD");
  if (url[0] !== "/" || !/^[\w.-]+(:\d+)?$/.test(headers.host ?? "")) return refuse(outgoing, 400, "BAD_REQUEST");
  if (url.length > 14_336) return refuse(outgoing, 414, "URL_TOO_LONG");
  const lines = incoming.rawHeaders.reduce((sum, text) => sum + text.length, 0);
  if (lines > 32_768 || incoming.rawHeaders.some((text) => text.length > 16_384))
    return refuse(outgoing, 494, "REQUEST_HEADER_TOO_LARGE");

  const sent = await read(incoming);
  if (!sent) return refuse(outgoing, 413, "FUNCTION_PAYLOAD_TOO_LARGE");
  // Fetch has no place for the body of these.
  const body = /^(GET|HEAD)$/.test(method) ? Buffer.alloc(0) : sent;
  const to = route(method, url.replace(/\?.*$/s, ""));
  if ("status" in to) return refuse(outgoing, to.status, "NOT_FOUND");
  const { port, maxDurationMs } = await upstream(to.function);

  const call = request({
    port,
    host: "127.0.0.1",
    method,
    // Not documented, assumed of a proxy: what no URL may hold literally arrives escaped.
    path: url.replaceAll("\\", "%5C"),
    headers: {
      ...edgeHeaders(headers, incoming.socket.remoteAddress),
      ...(body.length && { "content-length": body.length }),
    },
  });
  const late = setTimeout(() => {
    refuse(outgoing, 504, "FUNCTION_INVOCATION_TIMEOUT");
    call.destroy();
  }, maxDurationMs);
  outgoing.once("close", () => {
    clearTimeout(late);
    call.destroy();
  });
  call.once("error", () => refuse(outgoing, 500, "FUNCTION_INVOCATION_FAILED"));
  call.once("response", (reply) => {
    const kept = Object.entries(reply.headers).filter(([name]) => !HOP.test(name));
    outgoing.writeHead(reply.statusCode ?? 500, { ...Object.fromEntries(kept), server: "Vercel" });
    // Cuts the client's connection when the function's breaks, instead of ending it well.
    pipeline(reply, outgoing, () => {});
  });
  call.end(body);
}

/** `undefined` above the limit. */
async function read(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Read on: a client that still sends would see a reset instead of the answer.
    if (bytes <= REQUEST_BYTES) chunks.push(chunk);
  }
  return bytes <= REQUEST_BYTES ? Buffer.concat(chunks) : undefined;
}

let count = 0;

function edgeHeaders(client: IncomingHttpHeaders, address = "127.0.0.1"): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(client))
    if (value !== undefined && !HOP.test(name) && !/^(x-vercel-|content-length$)/.test(name)) headers[name] = value;
  const ip = address.replace(/^::ffff:/, "");
  return {
    ...headers,
    forwarded: `for=${ip};host=${client.host};proto=https`,
    "x-forwarded-for": ip,
    "x-forwarded-host": client.host ?? "",
    "x-forwarded-proto": "https",
    "x-real-ip": ip,
    "x-vercel-deployment-url": client.host ?? "",
    "x-vercel-forwarded-for": ip,
    "x-vercel-id": `dev1::${(++count).toString(36).padStart(5, "0")}-${Date.now()}`,
    "x-vercel-ip-city": "K%C3%B6ln",
    "x-vercel-ip-country": "DE",
  };
}

/** The platform's own answer, in its words; cuts the connection once a head has left. */
function refuse(outgoing: ServerResponse, status: number, code: string): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(status, { "content-type": "text/plain; charset=utf-8", "x-vercel-error": code, server: "Vercel" });
  outgoing.end(`${code}\n`);
}
