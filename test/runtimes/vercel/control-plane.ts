import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server for what functions ask their platform: the queue's API. */
export interface ControlPlane {
  readonly origin: string;
  /** `METHOD path body` of each call. */
  readonly calls: readonly string[];
  stop(): Promise<void>;
}

/**
 * Puts the control plane of an inverse behind a socket.
 *
 * @param serve what answers, as `Inverse.serve` does
 */
export async function startControlPlane(serve: (call: Request) => Promise<Response>): Promise<ControlPlane> {
  const calls: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = "GET", url = "/" } = incoming;
    calls.push(`${method} ${url} ${body}`.trim());
    const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, `${value}`]);
    const reply = await serve(
      new Request(`http://queue.local${url}`, { method, headers, ...(body.length && { body }) }),
    );
    outgoing.writeHead(reply.status, Object.fromEntries(reply.headers));
    outgoing.end(Buffer.from(await reply.arrayBuffer()));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}
