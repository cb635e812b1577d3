import { error } from "./error.ts";
import { sentHeaders } from "./headers.ts";
import { LIGHT, whole } from "./light.ts";
import { type FromChunks, pump, type Read, replay, type Sink } from "./stream.ts";

/** The part of `http.IncomingMessage` that is read here, and what Express and functions-framework add to it. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express: `url` before a mount point was taken off. */
  readonly originalUrl?: string | undefined;
  /** Name, value, name, value: `headers` has joined and dropped lines. */
  readonly rawHeaders: readonly string[];
  /** Node's own view of them, made when it is read. */
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  /** functions-framework: the body, read and inflated before the function ran. */
  readonly rawBody?: Uint8Array | undefined;
  readonly readableEnded?: boolean | undefined;
  readonly socket?: { readonly remoteAddress?: string | undefined } | undefined;
  iterator(options: { destroyOnReturn: false }): AsyncIterable<Uint8Array>;
  removeAllListeners(event: "readable"): unknown;
  resume(): unknown;
}

/** The part of `http.ServerResponse` that is used here. */
export interface NodeResponse extends Sink {
  readonly headersSent: boolean;
  readonly writableFinished: boolean;
  writeHead(status: number, headers: string[]): NodeResponse;
  end(body?: unknown): unknown;
  destroy(): unknown;
}

/** A response as Node's HTTP sends it. */
export interface NodeReply {
  readonly status: number;
  /** Name, value, name, value. */
  readonly headers: string[];
  /** `null` where HTTP has none, not even an empty one: HEAD, 204, 304. */
  readonly body: Uint8Array | ReadableStream<Uint8Array> | null;
}

/**
 * Header lines as they came, without joining.
 *
 * @example nodeHeaders(["Accept", "a", "accept", "b"]) // [["accept", "a"], ["accept", "b"]]
 */
export const nodeHeaders = (raw: readonly string[]): [string, string][] =>
  raw.flatMap((value, at): [string, string][] => (at % 2 ? [[(raw[at - 1] as string).toLowerCase(), value]] : []));

/**
 * The body of a request: the bytes where the framework has read them, else a stream that reads when it is read, else
 * nothing. A reader that stops early does not destroy the socket, because the response needs it.
 *
 * @throws `BODY_CONSUMED` when a body parser has run and left no bytes: half a request is never handled as a whole one
 */
export function nodeBody(request: NodeRequest): Uint8Array | ReadableStream<Uint8Array> | undefined {
  if (request.rawBody) return request.rawBody;
  // A pair as text is "name,value".
  if (!nodeHeaders(request.rawHeaders).some((pair) => /^(transfer-encoding|content-length),(?!0$)/.test(`${pair}`)))
    return undefined;
  if (request.readableEnded) throw error("BODY_CONSUMED", "the body was read before us");
  return (ReadableStream as unknown as FromChunks).from(chunksOf(request));
}

async function* chunksOf(request: NodeRequest): AsyncGenerator<Uint8Array> {
  // https://nodejs.org/api/stream.html#readableiteratoroptions: a plain `for await` would destroy the socket.
  // A copy: Node's chunk may be a slice of a shared pool, and a `Buffer` behaves unlike other bytes.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) yield new Uint8Array(chunk);
}

/**
 * Lets flow off what nobody wants any more of a request, so that its connection can carry the next one: a body that a
 * handler has read in part, and then thrown, would block it until the server's timeout. To be called once, at the end.
 */
export function flowOff(request: NodeRequest): void {
  // Node's iterator, when forgotten, keeps its listener, and a stream with that one does not flow.
  request.removeAllListeners("readable");
  request.resume();
}

/**
 * A response in Node's terms. Waits for the first chunk, so that a body that fails at once can still become a 500. A
 * body that is whole by then leaves with its length: Cloud Run takes more of those than of streamed ones.
 *
 * @param method of the request
 * @throws whatever the body failed with
 */
export async function nodeReply(response: Response, method?: string): Promise<NodeReply> {
  const { status } = response;
  const headers = sentHeaders(response).flat();
  let body: NodeReply["body"] = null;
  if (method !== "HEAD" && status !== 204 && status !== 304) {
    const text = LIGHT ? whole(response) : undefined;
    if (text !== undefined) body = typeof text === "string" ? new TextEncoder().encode(text) : text;
    else {
      const reader = response.body?.getReader();
      const ahead = [await reader?.read(), reader?.read()] as const;
      // The stream of a string or of bytes ends within a few microtasks; nothing is waited for.
      const ended = !reader || (await Promise.race([ahead[1]!, turns()])).done;
      body = ended ? (ahead[0]?.value ?? new Uint8Array()) : replay(ahead as unknown as Read[], reader);
    }
    if ("byteLength" in body) headers.push("content-length", `${body.byteLength}`);
  }
  return { status, headers, body };
}

async function turns(): Promise<{ readonly done?: boolean }> {
  for (let left = 16; left; left--) await undefined;
  return {};
}

/**
 * Writes a reply, and ends it once `rest` has settled: after the last byte the platform may take the CPU away.
 *
 * @throws whatever the body failed with; then the caller must cut the connection, or the client waits for ever
 */
export async function sendNode(
  { status, headers, body }: NodeReply,
  response: NodeResponse,
  rest: () => Promise<void>,
): Promise<void> {
  if (body && "getReader" in body) {
    response.writeHead(status, headers);
    await pump(body, response);
    await rest();
    response.end();
  } else {
    await rest();
    response.writeHead(status, headers).end(body);
  }
}
