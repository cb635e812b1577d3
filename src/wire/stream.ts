/** Where a streamed reply goes: the part of Node's `Writable` that carriers share. */
export interface Sink {
  write(chunk: Uint8Array): boolean;
  once(event: "drain" | "close" | "error", listener: (cause?: unknown) => void): unknown;
  readonly destroyed?: boolean;
  readonly writableFinished?: boolean;
}

/** https://streams.spec.whatwg.org/#rs-from: reads when it is read. TypeScript's DOM library does not know it. */
export interface FromChunks {
  from(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array>;
}

/** What a reader gives, or will. */
export type Read = ReadableStreamReadResult<Uint8Array> | Promise<ReadableStreamReadResult<Uint8Array>>;

/** A stream of what was read ahead, then of what is left. */
export const replay = (ahead: Read[], reader: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> =>
  (ReadableStream as unknown as FromChunks).from({
    // Not a generator: one that waits for a silent source would not hear of its own cancelling.
    [Symbol.asyncIterator]: () => ({
      next: async () => (ahead.shift() ?? reader.read()) as Promise<IteratorResult<Uint8Array>>,
      return: (reason?: unknown) => reader.cancel(reason).then(Object),
    }),
  });

/**
 * Reads the first chunk before the status line leaves, so that a stream that fails at once can still become a 500.
 * `null` where there is nothing to read.
 *
 * @throws whatever the stream failed with
 */
export async function primed(body: ReadableStream<Uint8Array> | null): Promise<ReadableStream<Uint8Array> | null> {
  if (!body) return body;
  const reader = body.getReader();
  const first = await reader.read();
  return first.done ? null : replay([first], reader);
}

/** Aborts when the client goes away before the response has left. */
export function disconnected(sink: Sink): AbortSignal {
  const controller = new AbortController();
  const gone = (): void => {
    if (!sink.writableFinished) controller.abort();
  };
  sink.once("close", gone);
  sink.once("error", gone);
  if (sink.destroyed) gone();
  return controller.signal;
}

/**
 * Writes a body chunk by chunk and waits when the sink is full; peers that ignore what `write` returns hold the whole
 * body in memory. Does not end the sink: how a reply ends is the carrier's.
 *
 * @returns whether all of it was written; `false` when the sink closed before, and then the source is cancelled
 * @throws whatever the source failed with; the sink is left open
 */
export async function pump(body: ReadableStream<Uint8Array>, sink: Sink): Promise<boolean> {
  const signal = disconnected(sink);
  const write = (chunk: Uint8Array): unknown =>
    sink.write(chunk) ||
    new Promise<unknown>((resolve) => {
      sink.once("drain", resolve);
      signal.onabort = resolve;
    });
  try {
    await Promise.race([
      // By signal, too: a source that waits for its own input would never see that nobody listens any more.
      body.pipeTo(new WritableStream({ write: write as (chunk: Uint8Array) => Promise<void> }), { signal }),
      // Node 22 cancels the source and then never settles when a write was under way.
      new Promise((resolve) => signal.addEventListener("abort", () => setTimeout(resolve))),
    ]);
  } catch (failure) {
    if (!signal.aborted) throw failure;
  }
  return !signal.aborted;
}
