/** Where a streamed reply goes: the part of Node's `Writable` that carriers share. */
export interface Sink {
  write(chunk: Uint8Array): boolean;
  once(event: "drain" | "close" | "error", listener: (cause?: unknown) => void): unknown;
  readonly destroyed?: boolean;
}

/**
 * Reads the first chunk before the status line leaves, so that a stream that fails at once can still become a 500.
 * `null` where there is nothing to read.
 *
 * @throws whatever the stream failed with
 */
export async function primed(body: ReadableStream<Uint8Array> | null): Promise<ReadableStream<Uint8Array> | null> {
  if (!body) return null;
  const reader = body.getReader();
  let first: ReadableStreamReadResult<Uint8Array> | undefined = await reader.read();
  if (first.done) return null;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = first ?? (await reader.read());
        first = undefined;
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/**
 * Writes a body chunk by chunk and waits when the sink is full; peers that ignore what `write` returns hold the whole
 * body in memory. Does not end the sink: how a reply ends is the carrier's.
 *
 * @returns whether all of it was written; `false` when the sink closed before, and then the source is cancelled
 * @throws whatever the source failed with; the sink is left open
 */
export function pump(body: ReadableStream<Uint8Array>, sink: Sink): Promise<boolean> {
  const gone = new AbortController();
  let wake: (() => void) | undefined;
  const close = (): void => {
    // A source that waits for its own input would never see that nobody listens any more.
    gone.abort();
    wake?.();
  };
  // A sink carries one reply, so its listeners end with it.
  sink.once("close", close);
  sink.once("error", close);
  if (sink.destroyed) close();
  const write = (chunk: Uint8Array): void | Promise<void> =>
    sink.write(chunk)
      ? undefined
      : new Promise((resolve) => {
          wake = resolve;
          sink.once("drain", () => resolve());
        });
  return body.pipeTo(new WritableStream({ write }), { signal: gone.signal }).then(
    () => true,
    (failure) => {
      if (gone.signal.aborted) return false;
      throw failure;
    },
  );
}
