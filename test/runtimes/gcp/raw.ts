import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect } from "vitest";

/** A connection that sends what Fetch will not: hostile paths, half bodies, broken chunks. */
export async function open(origin: string, text: string): Promise<Socket> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname).setEncoding("latin1") as Socket;
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

/** What arrives until `until` is in it, or the server ends the connection. */
export async function read(socket: Socket, until?: string): Promise<string> {
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (until && text.includes(until)) break;
  }
  return text;
}

/** The whole answer to one request: the server is asked to end the connection after it. */
export async function exchange(origin: string, line: string, headers = "", body = ""): Promise<string> {
  return read(await open(origin, `${line} HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\n${headers}\r\n${body}`));
}

/** What becomes true on a machine that is busy, too. */
export const eventually = <T>(read: () => T): ReturnType<typeof expect.poll<T>> =>
  expect.poll(read, { timeout: 20_000 });
