import { type NodeRequest, type NodeResponse, nodeHost } from "unmoor/adapter";
import { answer } from "./codec/answer.ts";
import { gate, type Served } from "./gate.ts";
import { logLine } from "./log.ts";
import type { Schedules } from "./schedules.ts";

/** An app as one process serves it. */
export interface NodeApp extends Served {
  readonly schedules?: Schedules | undefined;
  /** Path of the health probe; `/healthz` by default. */
  readonly health?: string | undefined;
  /** Milliseconds that requests are still taken after the signal to end, at the least; 0 by default. */
  readonly lingerMs?: number | undefined;
  /** Milliseconds after which what still runs is cut; 25,000 by default, of the 30 that Kubernetes grants. */
  readonly graceMs?: number | undefined;
}

/** The part of `http.Server` that is used here. */
export interface NodeServer {
  maxHeadersCount: number | null;
  listen(port: number, host: string, listening: () => void): unknown;
  address(): unknown;
  closeAllConnections(): void;
}

/** The part of `process` that is used here; handed in by the entry, the one place that may name it. */
export interface NodeProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** An ESM import of `node:http` would load all of undici (33 ms); this does not. */
  getBuiltinModule(id: "node:http"): {
    createServer(
      options: { keepAliveTimeout: number },
      listener: (request: NodeRequest, response: NodeResponse & { shouldKeepAlive: boolean }) => void,
    ): NodeServer;
  };
  on(signal: "SIGTERM" | "SIGINT", listener: () => void): unknown;
  exit(code: number): unknown;
}

/**
 * Serves an app on `$HOST:$PORT` (0.0.0.0:8080), and begins its schedules unless `SCHEDULES=off`. Events have a port of
 * their own where there is something else, too, `$EVENTS_HOST:$EVENTS_PORT` (127.0.0.1:8081): who may send them is
 * the network's business, and a broker has no secret to show. The same number as `PORT` puts all on one.
 *
 * On SIGTERM or SIGINT no run of a schedule begins any more and the health path says 503; requests are served, and
 * their connections closed, until none is left and `lingerMs` are over. Then the process ends with 0. What still runs
 * after `graceMs` is cut, its `signal` aborts by that, and the process ends with 1; so it does at a second signal.
 *
 * @example serve(toNode(app), process)
 */
export function serve(app: NodeApp, process: NodeProcess): readonly NodeServer[] {
  const { health = "/healthz", lingerMs = 0, graceMs = 25_000, events, ...others } = app;
  const { env } = process;
  const host = nodeHost();
  const running = new Set<Promise<unknown>>();
  let draining = false;
  const track = (work: Promise<unknown>): void => {
    running.add(work);
    work.finally(() => running.delete(work));
  };
  const listen = (served: Served, port: number, address: string): NodeServer => {
    const listener = gate(served);
    // Longer than proxies keep theirs idle: nginx and the load balancers of AWS 60 s.
    const server = process
      .getBuiltinModule("node:http")
      .createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
        if (draining) response.shouldKeepAlive = false;
        if (/^(GET|HEAD)$/.test(`${request.method}`) && request.url?.replace(/\?.*/s, "") === health) {
          const { status, headers } = answer(draining ? 503 : 200, "cache-control", "no-store");
          request.resume();
          response.writeHead(status, headers).end();
          return;
        }
        // A response that has ended may still be on its way out of this process.
        const gone = new Promise<unknown>((resolve) => response.once("close", resolve));
        track(Promise.all([listener(request, response), gone]));
      });
    // Node drops the lines after the 2,000th without a word.
    server.maxHeadersCount = 0;
    server.listen(port, address, listening);
    return server;
  };

  const port = Number(env.PORT ?? 8080);
  const address = env.HOST ?? "0.0.0.0";
  const apart = events && (others.http || others.tasks) && env.EVENTS_PORT !== `${port}`;
  const servers = [listen(apart ? others : { ...others, events }, port, address)];
  if (apart) servers.push(listen({ events }, Number(env.EVENTS_PORT ?? 8081), env.EVENTS_HOST ?? "127.0.0.1"));
  let silent = servers.length;
  function listening(): void {
    if (--silent) return;
    const [port, eventsPort] = servers.map((server) => (server.address() as { readonly port: number }).port);
    const fields = { port, eventsPort: eventsPort ?? (events && port) };
    host.write("info", logLine({ level: "info", message: "listening", time: host.now(), invocation: "", fields }));
  }
  const stop = env.SCHEDULES === "off" ? undefined : app.schedules?.(track);

  const drain = async (): Promise<void> => {
    if (draining) return void process.exit(1);
    draining = true;
    stop?.();
    setTimeout(() => {
      for (const server of servers) server.closeAllConnections();
    }, graceMs);
    // What was cut may still say so in the log.
    setTimeout(() => process.exit(1), graceMs + 800);
    await new Promise((resolve) => setTimeout(resolve, lingerMs));
    while (running.size) await Promise.all(running);
    process.exit(0);
  };
  process.on("SIGTERM", drain);
  process.on("SIGINT", drain);
  return servers;
}
