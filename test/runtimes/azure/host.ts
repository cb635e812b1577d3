import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline, Readable } from "node:stream";
import type { FunctionMetadata, InvocationRequest } from "./core.ts";
import { headerLines, triggerMetadata } from "./metadata.ts";
import { router } from "./routing.ts";

/** What the host knows of the worker's app. */
export interface App {
  readonly functions: readonly FunctionMetadata[];
  /** `HttpUri` of the worker's capabilities: its own HTTP server. */
  readonly httpUri: string;
  /** `extensions.http.routePrefix` of host.json. */
  readonly routePrefix?: string;
  /** Milliseconds without a byte after which the forwarder gives up; 240,000 on the platform. */
  readonly activityMs: number;
  invoke(name: string, request: InvocationRequest): void;
}

/** What forwarders drop, by YARP's RequestUtilities and HTTP itself. */
const HOP = /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*|expect|host|x-ms-invocation-id)$/;

/**
 * Plays Azure's front end and the .NET host in stream mode: routing by the registered templates, an invocation message
 * to the worker, and the request forwarded to the worker's own HTTP port, as DefaultHttpProxyService does with YARP.
 */
export async function startHost(app: App): Promise<{ origin: string; close(): Promise<void> }> {
  const route = router(app.functions, app.routePrefix);
  const server = createServer({ maxHeaderSize: 32_768 }, (incoming, outgoing) => {
    serve(app, route, incoming, outgoing).catch(() => refuse(outgoing, 500));
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
  app: App,
  route: ReturnType<typeof router>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = "GET", url = "/" } = incoming;
  const host = incoming.headers.host ?? "";
  // Kestrel: RequestProcessing of HttpProtocol.
  if (url[0] !== "/" || !/^([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i.test(host)) return refuse(outgoing, 400);
  const [, rawPath = "/", query] = /^([^?]*)\??(.*)$/s.exec(url) ?? [];
  if (url.length > 8192 || (query?.length ?? 0) > 4096) return refuse(outgoing, 414);
  const path = kestrelPath(rawPath);
  if (path === undefined) return refuse(outgoing, 400);
  const found = route(method, path);
  if (!found) return refuse(outgoing, 404);

  const lines = headerLines(incoming);
  const address = incoming.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "127.0.0.1";
  const seen = `${address.includes(":") ? `[${address}]` : address}:${incoming.socket.remotePort}`;
  const set = (name: string, value: string): void => void lines.set(name.toLowerCase(), [name, value]);
  set("X-Forwarded-For", [lines.get("x-forwarded-for")?.[1], seen].filter(Boolean).join(", "));
  set("X-Forwarded-Proto", "https");
  set("X-ARR-LOG-ID", randomUUID());
  set("X-Original-URL", url);
  set("DISGUISED-HOST", host);
  // ASP.NET Core's forwarding of the trace: the host's activity continues the caller's.
  const [, traceId = randomBytes(16).toString("hex")] =
    /^00-([\da-f]{32})-/.exec(lines.get("traceparent")?.[1] ?? "") ?? [];
  const traceParent = `00-${traceId}-${randomBytes(8).toString("hex")}-01`;

  // Only then does the HTTP extension read the body: to make binding data of its fields.
  const json = /json/i.test(incoming.headers["content-type"] ?? "") ? await readAll(incoming) : undefined;
  const invocationId = randomUUID();
  const data = triggerMetadata(found.values, query ?? "", Object.fromEntries(lines.values()), json);
  app.invoke(found.name, {
    invocationId,
    inputData: [{ name: found.binding, data: {} }],
    triggerMetadata: data,
    traceContext: { traceParent, traceState: "" },
  });

  const headers = [...lines.values()].filter(([name]) => !HOP.test(name.toLowerCase()) && !/^x-forwarded-/i.test(name));
  const { hostname, port } = new URL(app.httpUri);
  const forwarded = request({
    hostname,
    port,
    method,
    // YARP: RequestUtilities.MakeDestinationAddress of the decoded path.
    path: `${encoded(path)}${query ? `?${query}` : ""}`,
    headers: {
      ...Object.fromEntries(headers),
      ...(incoming.headers["transfer-encoding"] && { "transfer-encoding": "chunked" }),
      // HttpTransformer.Default sets its own.
      "x-forwarded-for": "10.0.0.4",
      "x-forwarded-host": host,
      "x-forwarded-proto": "https",
      traceparent: traceParent,
      "x-ms-invocation-id": invocationId,
    },
  });
  forward(forwarded, outgoing, app.activityMs);
  // A client that goes away takes the forwarded request with it.
  pipeline(json ? Readable.from(json.length ? [json] : []) : incoming, forwarded, () => {});
}

function forward(forwarded: ReturnType<typeof request>, outgoing: ServerResponse, activityMs: number): void {
  forwarded.setTimeout(activityMs, () => {
    refuse(outgoing, 504);
    forwarded.destroy();
  });
  outgoing.once("close", () => forwarded.destroy());
  // RetryProxyHandler would send the request again, up to ten times, to a worker that has forgotten it.
  forwarded.once("error", () => refuse(outgoing, 502));
  forwarded.once("response", (reply) => {
    const headers: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries(reply.headers))
      if (value !== undefined && !/^(connection|keep-alive|transfer-encoding|x-ms-invocation-id)$/.test(name))
        headers[name] = value;
    // The head leaves with the first chunk: `flushHeaders` would write Latin-1 values as UTF-8.
    outgoing.writeHead(reply.statusCode ?? 500, headers);
    // Destroys the client's connection when the worker's breaks: YARP's ResetOrAbort.
    pipeline(reply, outgoing, () => {});
  });
}

/** PathString.ToUriComponent: escapes what cannot stand in a path, and leaves what looks like an escape. */
const encoded = (path: string): string =>
  encodeURI(path)
    .replace(/%25(?=[\da-f]{2})/gi, "%")
    .replace(/[?#]/g, encodeURIComponent);

/** Kestrel's path: dot segments are resolved, everything is decoded but `%2F`; `undefined` for what it refuses. */
function kestrelPath(raw: string): string | undefined {
  try {
    const decoded = decodeURIComponent(raw.replace(/%2f/gi, "%252F"));
    if (decoded.includes("\0")) return undefined;
    const segments: string[] = [];
    for (const segment of decoded.split("/").slice(1)) {
      if (segment === "..") segments.pop();
      else if (segment !== ".") segments.push(segment);
    }
    return `/${segments.join("/")}`;
  } catch {
    return undefined;
  }
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The host's own answer; cuts the connection once a head has left. */
function refuse(outgoing: ServerResponse, status: number): void {
  if (outgoing.headersSent) outgoing.destroy();
  else outgoing.writeHead(status).end();
}
