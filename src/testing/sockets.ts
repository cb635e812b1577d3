import { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { Real } from "./io.ts";
import { native } from "./native.ts";
import { type Place, places } from "./scope.ts";
import { trace } from "./site.ts";

/** Sockets of which more is known than what goes over them: those of HTTP clients. */
export const minded: WeakSet<object> = new WeakSet();

/**
 * Real milliseconds of silence after which a reply counts as whole. A second small packet waits for the first one's
 * acknowledgement, which is delayed by up to 40 (Nagle's algorithm, RFC 896; Linux's TCP_DELACK_MIN).
 */
const QUIET = 50;

interface Line {
  place: Place;
  /** What had been read when it was written to. */
  readAtWrite: number;
  read: number;
  readAt: number;
}
const lines = new WeakMap<Socket, Line>();

/**
 * Follows what scopes ask over sockets of their own or of a shared pool: databases, brokers. No protocol is understood:
 * what was written waits for something to be read, and that is followed until nothing more comes. A server's side of a
 * connection owes no reply, nor does a socket that is unref'd, closed, or standard output.
 */
export function watchSockets(): void {
  const write = Duplex.prototype.write as (...args: unknown[]) => boolean;
  Object.defineProperty(Socket.prototype, "write", {
    configurable: true,
    writable: true,
    value: function (this: Socket & { server?: unknown; _isStdio?: boolean }, ...args: unknown[]): boolean {
      const place = places.getStore();
      if (place && !this.server && !this._isStdio && !minded.has(this)) asked(this, place);
      return write.apply(this, args);
    },
  });
}

function asked(socket: Socket, place: Place): void {
  const now = { place, readAtWrite: socket.bytesRead, read: socket.bytesRead, readAt: 0 };
  const line = lines.get(socket);
  if (line && line.place.engine === place.engine && place.engine.io.all.has(reals.get(line) as Real)) {
    Object.assign(line, now);
    place.engine.io.touch();
    return;
  }
  lines.set(socket, now);
  const real: Real = {
    kind: "network",
    what: `a socket to ${socket.remoteAddress ?? "its server"}${socket.remotePort ? `:${socket.remotePort}` : ""}`,
    trace: trace(),
    scope: place.scope,
    busy: () => busy(socket, now),
  };
  reals.set(now, real);
  place.engine.io.add(real);
}
const reals = new WeakMap<Line, Real>();

function busy(socket: Socket & { _handle?: { hasRef?(): boolean } | null }, line: Line): boolean {
  if (socket.destroyed || !socket.readable || minded.has(socket)) return false;
  if (!socket.connecting && socket._handle?.hasRef?.() === false) return false;
  if (socket.bytesRead !== line.read) {
    line.read = socket.bytesRead;
    line.readAt = native.dateNow();
  }
  return line.read === line.readAtWrite || native.dateNow() - line.readAt < QUIET;
}
