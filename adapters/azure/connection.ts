// Node's own and already loaded: costs nothing. The library it serves runs on nothing but Node.
import { subscribe } from "node:diagnostics_channel";
import type { NodeResponse } from "unmoor/adapter";

/** The HTTP exchange between the Functions host and the library's server, under the one that handlers see. */
export interface Connection {
  readonly request: { readonly headers: Readonly<Record<string, unknown>>; readonly rawHeaders: readonly string[] };
  readonly response: NodeResponse & { readonly socket: { destroySoon(): void } | null };
}

/**
 * Finds the connection of an invocation.
 *
 * `@azure/functions` keeps it to itself, and so can neither wait for a slow client, nor see that one has left, nor cut
 * a response that failed midway (Azure/azure-functions-nodejs-library#294, #273). Node tells of every request that a
 * server of this process begins, and the host marks its own with the invocation's id.
 *
 * @see https://nodejs.org/api/diagnostics_channel.html#http
 * @example const connectionOf = connections(); // before the library listens
 */
export function connections(): (invocation: string) => Connection | undefined {
  const open = new Map<unknown, Connection>();
  subscribe("http.server.request.start", (message) => {
    const connection = message as Connection;
    const id = connection.request.headers["x-ms-invocation-id"];
    if (!id) return;
    open.set(id, connection);
    connection.response.once("close", () => open.delete(id));
  });
  return (invocation) => open.get(invocation);
}
