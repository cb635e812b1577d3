import type { NodeRequest, NodeResponse } from "unmoor/adapter";
import type { NodeListener } from "./listener.ts";

/** The part of `http.Server` that is used here. */
export interface NodeServer {
  maxHeadersCount: number | null;
  listen(port: number, host: string): unknown;
  closeAllConnections(): void;
}

/** The part of `process` that is used here; handed in by the entry, the one place that may name it. */
export interface NodeProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** An ESM import of `node:http` would load all of undici (33 ms); this does not. */
  getBuiltinModule(id: "node:net"): { Server: { prototype: { close(): unknown } } };
  getBuiltinModule(id: "node:http"): {
    createServer(
      options: { maxHeaderSize: number; keepAliveTimeout: number; requestTimeout: number },
      listener: (request: NodeRequest, response: NodeResponse) => void,
    ): NodeServer;
  };
  once(signal: "SIGTERM" | "SIGINT", listener: () => void): unknown;
  exit(code: number): unknown;
}

/**
 * Serves requests on `0.0.0.0:$PORT`, as Cloud Run asks. On SIGTERM it takes no new connection and finishes what runs;
 * after 9 of the 10 seconds that Cloud Run grants, it cuts the rest, whose `signal` aborts by that, and ends.
 *
 * Node's own limits give way to the platform's, which are known and which it enforces before us: header bytes (Node
 * 16 KiB, Google's front end 60 KiB), time to send a request (Node 5 minutes, Cloud Run up to an hour), idle
 * connections (Node 5 s; the front end reuses them for 600 s and answers 502 when we close first).
 *
 * @see https://docs.cloud.google.com/run/docs/container-contract
 * @see https://docs.cloud.google.com/load-balancing/docs/https#timeouts_and_retries
 * @example serve(toService(app), process);
 */
export function serve(listener: NodeListener, process: NodeProcess): NodeServer {
  const running = new Set<Promise<unknown>>();
  const server = process
    .getBuiltinModule("node:http")
    .createServer({ maxHeaderSize: 65_536, keepAliveTimeout: 620_000, requestTimeout: 0 }, (request, response) => {
      // A response that has ended may still be on its way out of this process.
      const gone = new Promise<unknown>((resolve) => response.once("close", resolve));
      const run = Promise.all([listener(request, response), gone]);
      running.add(run);
      run.finally(() => running.delete(run));
    });
  // Node drops the lines after the 2,000th without a word.
  server.maxHeadersCount = 0;
  const drain = async (): Promise<void> => {
    setTimeout(() => server.closeAllConnections(), 9_000);
    setTimeout(() => process.exit(1), 9_800);
    // Not HTTP's own `close`: it also destroys what has ended and is not yet sent (`finished` in closeIdleConnections).
    process.getBuiltinModule("node:net").Server.prototype.close.call(server);
    // Not the server's own "close": a connection opened ahead and never used would hold that back.
    while (running.size) await Promise.all(running);
    process.exit(0);
  };
  process.once("SIGTERM", drain);
  process.once("SIGINT", drain);
  server.listen(Number(process.env.PORT ?? 8080), "0.0.0.0");
  return server;
}
