/**
 * Preloaded into the vendor's process: plays the parts of the production launcher that its dev-server lacks.
 *
 * The dev-server is two servers in one process: one that runs the function, and before it a proxy by undici, which
 * decodes headers as UTF-8 and resolves `//evil.example` as a host. In production the platform speaks HTTP to the
 * function's server itself, therefore the port of that one is told to the parent.
 *
 * @see https://github.com/vercel/vercel/blob/main/packages/node/src/serverless-functions/serverless-handler.mts
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { Server as NetServer } from "node:net";

// A killed test run would leave the process behind: it has no wish of its own to die with its parent.
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));

// https://nodejs.org/api/diagnostics_channel.html: published once a `net.Server` listens; the function's is the last.
subscribe("tracing:net.server.listen:asyncEnd", (message) => {
  const address = (message as { server: NetServer }).server.address();
  if (address && typeof address === "object") process.send?.({ listening: address.port });
});

/** What `.vc-config.json` says of the function. */
const config = new URL(import.meta.url).searchParams;
const CONTEXT = Symbol.for("@vercel/request-context");

interface Call {
  /** ISO 8601, as `getDeadline` of `@vercel/functions` reads it. */
  readonly deadline: string;
  signal: AbortSignal | undefined;
}
const current = new AsyncLocalStorage<Call>();

const { emit } = Server.prototype;
Server.prototype.emit = function (this: Server, event: string, ...args: unknown[]): boolean {
  const next = (): boolean => Reflect.apply(emit, this, [event, ...args]);
  if (event !== "request") return next();
  const [, response] = args as [IncomingMessage, ServerResponse];
  const client = new AbortController();
  // https://vercel.com/docs/functions/functions-api-reference#cancel-requests
  response.once("close", () => {
    if (!response.writableFinished && config.has("cancellation"))
      client.abort(new DOMException("the client went away", "AbortError"));
  });
  const deadline = new Date(Date.now() + Number(config.get("maxDuration")) * 1000).toISOString();
  return current.run({ deadline, signal: client.signal }, () => {
    sayDeadline();
    return next();
  });
} as typeof emit;

/** The dev-server's context of a request holds `waitUntil` alone. */
function sayDeadline(): void {
  const holders = globalThis as { [CONTEXT]?: { get(): object; said?: true } };
  const holder = holders[CONTEXT];
  if (!holder || holder.said) return;
  const value = { said: true, get: () => ({ ...holder.get(), deadline: current.getStore()?.deadline }) };
  Object.defineProperty(globalThis, CONTEXT, { configurable: true, value });
}

globalThis.Request = class Request extends globalThis.Request {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    const call = current.getStore();
    const signal = call?.signal;
    // Only the launcher's own Request, the first of the call.
    if (call) call.signal = undefined;
    super(input, signal ? { ...init, signal } : init);
  }
};
