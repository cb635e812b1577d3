import { request as open } from "node:http";
import { byteString, type Limits, type Traits } from "../adapter/index.ts";
import type { Answer, Call, Carrier } from "./call.ts";

/** A server to talk to, and what is true of it. */
export interface SocketOptions {
  readonly provider: string;
  readonly shape: string;
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  readonly traits: Traits<"http">;
  readonly limits: Limits;
  logs(): string;
  /** Headers that the platform's front end adds and this server does not have before it. */
  readonly front?: (call: Call) => readonly (readonly [string, string])[];
}

/** Longest silence, in milliseconds, before a call counts as never answered. */
const SILENCE = 15_000;

/**
 * A carrier over a real socket: request line and headers leave as they are written, and what comes back is kept with
 * its repeated headers, the times of its pieces, and how it ended.
 *
 * @example socketCarrier({ ...runtime, traits: shape.traits, limits: shape.limits })
 */
export function socketCarrier({ origin, front = () => [], ...facts }: SocketOptions): Carrier {
  const { hostname, port } = new URL(origin);
  return {
    provider: facts.provider,
    shape: facts.shape,
    traits: facts.traits,
    limits: facts.limits,
    logs: () => facts.logs(),
    send: (call) => send(hostname, Number(port), call, [...call.headers, ...front(call)]),
  };
}

function send(hostname: string, port: number, call: Call, headers: Call["headers"]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const { body, chunks: pieces } = call;
    const request = open({ hostname, port, agent: false, setHost: false });
    for (const [name, value] of headers) request.appendHeader(name, byteString(value));
    if (body) request.setHeader("Content-Length", body.byteLength);
    else if (pieces) request.setHeader("Transfer-Encoding", "chunked");
    // Set past the constructor, which would make `patch` upper-case.
    request.method = call.method;
    request.path = call.target;
    let left = false;
    const leave = (): void => {
      left = true;
      request.destroy();
    };
    const aborting = call.abortAfterMs === undefined ? undefined : setTimeout(leave, call.abortAfterMs);
    const silence = setTimeout(() => {
      request.destroy(new Error(`${call.method} ${call.target}: no answer within ${SILENCE} ms`));
    }, SILENCE);
    const parts: Uint8Array[] = [];
    const chunks: { at: number; bytes: number }[] = [];
    let head: Pick<Answer, "status" | "headers"> | undefined;
    const end = (complete: boolean, cause?: Error): void => {
      clearTimeout(aborting);
      clearTimeout(silence);
      if (head || left)
        resolve({ status: 0, headers: [], ...head, body: new Uint8Array(Buffer.concat(parts)), chunks, complete });
      else reject(cause ?? new Error(`${call.method} ${call.target}: the connection ended without an answer`));
    };
    request.once("error", (cause) => end(false, cause));
    request.once("close", () => end(false));
    request.once("response", (response) => {
      const raw = response.rawHeaders;
      head = {
        status: response.statusCode ?? 0,
        headers: raw.flatMap((name, i) => (i % 2 ? [] : [[name.toLowerCase(), raw[i + 1] ?? ""] as const])),
      };
      response.on("data", (chunk: Uint8Array) => {
        parts.push(chunk);
        chunks.push({ at: performance.now() - began, bytes: chunk.byteLength });
        if (call.abortAfterFirstChunk) return leave();
        if (call.pauseMs && parts.length === 1) {
          response.pause();
          setTimeout(() => response.resume(), call.pauseMs);
        }
      });
      response.once("end", () => end(response.complete));
      response.once("error", () => end(false));
    });
    write(request, call).catch(reject);
  });
}

async function write(
  request: { write(chunk: Uint8Array): unknown; end(chunk?: Uint8Array): unknown; flushHeaders(): void },
  { body, chunks }: Call,
): Promise<void> {
  if (!chunks) {
    request.end(body);
    return;
  }
  request.flushHeaders();
  for (const { bytes, afterMs } of chunks) {
    if (afterMs) await new Promise((resolve) => setTimeout(resolve, afterMs));
    request.write(bytes);
  }
  request.end();
}
