import { error } from "./error.ts";
import { responseHeaders } from "./headers.ts";
import { pump, type Sink } from "./stream.ts";

/** The part of `http.IncomingMessage` that is read here, and what Express and functions-framework add to it. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express: `url` before a mount point was taken off. */
  readonly originalUrl?: string | undefined;
  /** Name, value, name, value: `headers` has joined and dropped lines. */
  readonly rawHeaders: readonly string[];
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
export function nodeHeaders(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([(raw[i] as string).toLowerCase(), raw[i + 1] as string]);
  return pairs;
}

/**
 * The body of a request: the bytes where the framework has read them, else a stream that reads when it is read, else
 * nothing. A reader that stops early does not destroy the socket, because the response needs it.
 *
 * @throws `BODY_CONSUMED` when a body parser has run and left no bytes: half a request is never handled as a whole one
 */
export function nodeBody(request: NodeRequest): Uint8Array | ReadableStream<Uint8Array> | undefined {
  const { rawBody, rawHeaders, readableEnded } = request;
  if (rawBody) return rawBody;
  const sent = ([name, value]: [string, string]): boolean =>
    /^(transfer-encoding|content-length)$/.test(name) && value !== "0";
  if (!nodeHeaders(rawHeaders).some(sent)) return undefined;
  if (readableEnded) throw error("BODY_CONSUMED", "the body was read before us and rawBody is missing");
  return (ReadableStream as unknown as FromChunks).from(chunksOf(request));
}

/** https://streams.spec.whatwg.org/#rs-from: reads when it is read. TypeScript's DOM library does not know it. */
interface FromChunks {
  from(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array>;
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
  const { pairs, cookies } = responseHeaders(response);
  const headers = [...pairs, ...cookies.map((cookie) => ["set-cookie", cookie])].flat();
  let body: NodeReply["body"] = null;
  if (method !== "HEAD" && status !== 204 && status !== 304) {
    body = response.body ? await whole(response.body) : new Uint8Array();
    if ("byteLength" in body) headers.push("content-length", `${body.byteLength}`);
  }
  return { status, headers, body };
}

async function whole(body: ReadableStream<Uint8Array>): Promise<Uint8Array | ReadableStream<Uint8Array>> {
  const reader = body.getReader();
  const first = await reader.read();
  const second = reader.read();
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  second.then(settle, settle);
  // The stream of a string or of bytes ends within a few microtasks; nothing is waited for.
  for (let turn = 0; turn < 16 && !settled; turn++) await undefined;
  if (settled && (await second).done) return first.value ?? new Uint8Array();
  const ahead = [first, second];
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await (ahead.shift() ?? reader.read());
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/**
 * Writes a reply, and ends it once `rest` has settled: after the last byte the platform may take the CPU away.
 *
 * @throws whatever the body failed with; then the caller must cut the connection, or the client waits for ever
 */
export async function sendNode(reply: NodeReply, response: NodeResponse, rest: () => Promise<void>): Promise<void> {
  const { status, headers, body } = reply;
  const stream = body && "getReader" in body ? body : undefined;
  if (!stream) await rest();
  response.writeHead(status, headers);
  if (!stream) response.end(body);
  else if (await pump(stream, response)) {
    await rest();
    response.end();
  }
}

/** Aborts when the client goes away before the response has left. */
export function disconnected(response: NodeResponse): AbortSignal {
  const controller = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) controller.abort(new DOMException("the client went away", "AbortError"));
  });
  return controller.signal;
}
