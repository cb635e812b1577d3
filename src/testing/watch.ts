import { createHook, type HookCallbacks } from "node:async_hooks";
import type { Real } from "./io.ts";
import { watchRequests } from "./requests.ts";
import { type Place, places, type Scope } from "./scope.ts";
import { bySubtle, byTheApp, trace } from "./site.ts";
import { watchSockets } from "./sockets.ts";
import { VIRTUAL } from "./timer.ts";

/** Resources that end with their callback, by what they wait for. */
const ONCE: Readonly<Record<string, Real["kind"]>> = {
  FSREQPROMISE: "file",
  FSREQCALLBACK: "file",
  FILEHANDLECLOSEREQ: "work",
  GETADDRINFOREQWRAP: "network",
  GETNAMEINFOREQWRAP: "network",
  QUERYWRAP: "network",
  TCPCONNECTWRAP: "network",
  PIPECONNECTWRAP: "network",
  UDPSENDWRAP: "network",
  PROCESSWRAP: "process",
  WORKER: "process",
};
/** What a crypto operation on the thread pool is named like; a client's request is none. */
const JOB = /^(?!HTTP).*REQUEST$/;

interface Resource {
  hasRef?(): boolean;
  /** Of a zlib handle: the chunk it works on. */
  buffer?: unknown;
  /** Of a job: what is called with its result. */
  ondone?: unknown;
  _repeat?: unknown;
}

/** A handshake writes past `socket.write`; the socket that a TLS handle belongs to tells when it is over. */
function handshake(handle: object, scope: Scope): Real {
  let over = false;
  return {
    kind: "network",
    what: "a TLS handshake",
    trace: trace(),
    scope,
    get lasting() {
      return !over;
    },
    busy() {
      const owner = Object.getOwnPropertySymbols(handle).find(({ description }) => description === "owner_symbol");
      const socket = owner && (handle as Record<symbol, { secureConnecting?: boolean; destroyed?: boolean }>)[owner];
      over = !socket?.secureConnecting || !!socket.destroyed;
      return !over;
    },
  };
}

/** Of these jobs, what they draw: no seed decides it. */
const DRAWS = /^(RANDOM|KEYGEN|KEYPAIRGEN)/;

/** The real thing that a resource is for a scope, if time must stand still for it. */
function real(type: string, resource: Resource, { scope, engine }: Place): Real | undefined {
  const unlessUnref = (): boolean => resource.hasRef?.() !== false;
  const kind = ONCE[type] ?? (JOB.test(type) ? "work" : undefined);
  if (kind) {
    const from = trace();
    if (DRAWS.test(type)) engine.io.escape(type, from);
    // A job that is done at once, `randomBytes(8)`, has no callback and no promise.
    const subtle = JOB.test(type) && bySubtle();
    const busy = JOB.test(type) ? () => subtle || !!resource.ondone : unlessUnref;
    return { kind, what: type, trace: from, scope, busy };
  }
  if (type === "ZLIB")
    return { kind: "work", what: type, trace: trace(), scope, lasting: true, busy: () => !!resource.buffer };
  if (type === "TLSWRAP") return handshake(resource, scope);
  if (type !== "Timeout") return undefined;
  // A real timer: of Node's own (a socket's patience), or of code that took `setTimeout` before there was a simulation.
  if (!byTheApp()) return undefined;
  const from = trace();
  const what = resource._repeat ? "setInterval" : "setTimeout";
  engine.io.escape(what, from);
  return { kind: "timer", what: `a real ${what}`, trace: from, scope, busy: () => !resource._repeat && unlessUnref() };
}

let watching = false;

/**
 * Watches, once a process, what real I/O is started inside scopes. `async_hooks` are experimental and discouraged for
 * tracking context, which `AsyncLocalStorage` does here, too; but nothing else tells that a file read or a look-up
 * under way belongs to a scope. What it cannot see: messages to and from a worker that already runs, UDP, and frames of
 * a WebSocket that is open; `clock.hold` is for those. A server inside of a scope that waits for virtual time cannot
 * answer that scope's own request, since time waits for the reply; `REAL_IO_STUCK` names it.
 *
 * @see https://nodejs.org/api/async_hooks.html
 */
export function watch(): void {
  if (watching) return;
  watching = true;
  /** What ends with its callback, by the resource's number. */
  const live = new Map<number, { readonly real: Real; readonly place: Place }>();
  const hook: HookCallbacks & { trackPromises: boolean } = {
    // Promises by the thousand are of no interest here (Node 24.14 and later leave them out).
    trackPromises: false,
    init(id, type, _trigger, resource) {
      // What comes by the thousand, first.
      if (type === "PROMISE" || type === "TickObject" || type === "Immediate" || type === VIRTUAL) return;
      const place = places.getStore();
      if (!place) return;
      const found = real(type, resource, place);
      if (!found) return place.engine.io.touch();
      place.engine.io.add(found);
      if (found.lasting) return;
      live.set(id, { real: found, place });
      found.forget = () => void live.delete(id);
    },
    // No `destroy`: with it, Node follows the garbage collection of every resource.
    after(id) {
      const found = live.get(id);
      if (!found) return;
      found.place.engine.io.remove(found.real);
    },
  };
  createHook(hook).enable();
  watchRequests();
  watchSockets();
}
