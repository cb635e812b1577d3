import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Real } from "./io.ts";
import { places } from "./scope.ts";
import { trace, undiciSeen } from "./site.ts";
import { minded } from "./sockets.ts";

/** What undici tells of a request (https://undici.nodejs.org/#/docs/api/DiagnosticsChannel). */
interface UndiciRequest {
  readonly origin?: string;
  readonly method: string;
  readonly path: string;
  readonly aborted?: boolean;
  readonly completed?: boolean;
}
interface Message {
  readonly request: object;
  readonly socket?: Socket;
}

/** Requests of undici, which carries `fetch`, that have not ended. */
const open = new Map<object, { over: boolean; answered: boolean; socket?: Socket | undefined }>();

/**
 * Whether a body that has begun to come waits for its reader: data lies in the socket and no one takes it. Asked once a
 * round of the event loop; a reader that is at work takes it within one.
 */
function stalled(lying: () => number): () => boolean {
  let rounds = 0;
  return () => {
    rounds = lying() > 0 ? rounds + 1 : 0;
    return rounds > 10;
  };
}

/** Follows requests of clients from their start to the end of the reply. */
export function watchRequests(): void {
  subscribe("undici:request:create", (message) => {
    undiciSeen();
    const place = places.getStore();
    if (!place) return;
    const request = (message as Message).request as UndiciRequest;
    const state: { over: boolean; answered: boolean; socket?: Socket } = { over: false, answered: false };
    open.set(request, state);
    const unread = stalled(() => (state.answered ? (state.socket?.readableLength ?? 0) : 0));
    const real: Real = {
      kind: "network",
      what: `${request.method} ${request.origin ?? ""}${request.path}`,
      trace: trace(),
      scope: place.scope,
      get lasting() {
        return !state.over;
      },
      busy() {
        state.over ||= !!(request.aborted || request.completed);
        if (state.over) open.delete(request);
        return !state.over && !unread();
      },
    };
    place.engine.io.add(real);
  });
  subscribe("undici:client:sendHeaders", (message) => {
    const { request, socket } = message as Message;
    if (socket) minded.add(socket);
    const state = open.get(request);
    if (state) state.socket = socket;
  });
  subscribe("undici:request:headers", (message) => {
    const state = open.get((message as Message).request);
    if (state) state.answered = true;
  });
  for (const end of ["undici:request:trailers", "undici:request:error"])
    subscribe(end, (message) => {
      const state = open.get((message as Message).request);
      if (state) state.over = true;
      open.delete((message as Message).request);
    });

  subscribe("http2.client.stream.created", followStream);
  // `created` tells the call site (Node 22.12); `start`, when the last byte is on its way, is all that older ones have.
  for (const event of ["http.client.request.created", "http.client.request.start"])
    subscribe(event, (message) => follow((message as Message).request as HttpRequest));
}

/** A stream of HTTP/2, which writes past `socket.write`: gRPC goes over these. */
function followStream(message: unknown): void {
  const place = places.getStore();
  if (!place) return;
  const { stream, headers } = message as { stream: Duplex & { closed: boolean }; headers: Record<string, unknown> };
  const over = (): boolean => stream.closed || stream.destroyed;
  const unread = stalled(() => (stream.readableFlowing ? 0 : stream.readableLength));
  place.engine.io.add({
    kind: "network",
    what: `${headers[":method"]} ${headers[":scheme"]}://${headers[":authority"]}${headers[":path"]}`,
    trace: trace(),
    scope: place.scope,
    get lasting() {
      return !over();
    },
    busy: () => !over() && !unread(),
  });
}

type HttpRequest = ClientRequest & { readonly res?: IncomingMessage };
const followed = new WeakSet<object>();

/** A request of node:http, whose state is its own to tell. */
function follow(request: HttpRequest): void {
  if (followed.has(request)) return;
  followed.add(request);
  if (request.socket) minded.add(request.socket);
  request.once("socket", (socket) => minded.add(socket));
  const place = places.getStore();
  if (!place) return;
  const over = (): boolean => request.destroyed || !!request.res?.complete;
  const unread = stalled(() => (request.res?.readableFlowing ? 0 : (request.res?.readableLength ?? 0)));
  place.engine.io.add({
    kind: "network",
    what: `${request.method} ${request.protocol}//${request.getHeader("host") ?? request.host}${request.path}`,
    trace: trace(),
    scope: place.scope,
    get lasting() {
      return !over();
    },
    busy: () => !over() && !unread(),
  });
}
