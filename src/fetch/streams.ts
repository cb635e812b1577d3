import { isObject } from "./text.ts";

/** A body that is whole, or was when its stream was made. */
export type Whole = string | Uint8Array<ArrayBuffer>;

/** https://nodejs.org/api/stream.html#streamisdisturbedstream, without its module: of Node's streams and of the web's. */
export function isDisturbed(stream: unknown): boolean {
  const { [Symbol.for("nodejs.stream.disturbed") as never]: told, readableDidRead } = stream as {
    readonly readableDidRead?: boolean;
  };
  return !!(told ?? readableDidRead);
}

/** Bytes of a whole body that the caller may keep. */
export const bytesOf = (whole: Whole): Uint8Array<ArrayBuffer> =>
  typeof whole === "string" ? new TextEncoder().encode(whole) : whole.slice();

/** UTF-8 decode of the standard: one byte order mark is taken off the front. */
export const textOf = (whole: Whole): string =>
  typeof whole === "string" ? whole.replace(/^\ufeff/, "") : new TextDecoder().decode(whole);

/** A stream of a whole body. */
export const streamOf = (whole: Whole): ReadableStream<Uint8Array> =>
  new ReadableStream({
    type: "bytes",
    start(controller) {
      const bytes = bytesOf(whole);
      if (bytes.length) controller.enqueue(bytes);
      controller.close();
    },
  });

/** A stream of what an async iterable gives: bytes, or what Node's `Buffer.from` makes bytes of. */
export function streamFrom(chunks: AsyncIterable<unknown>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      for (let length = 0; !length; ) {
        const { done, value } = await iterator.next();
        if (done) {
          controller.close();
          return controller.byobRequest?.respond(0);
        }
        if (!isObject(value) && typeof value !== "string") throw new TypeError("a chunk is no bytes");
        const bytes =
          typeof value === "string" ? bytesOf(value) : new Uint8Array(value as unknown as ArrayBuffer).slice();
        length = bytes.length;
        if (length) controller.enqueue(bytes);
      }
    },
    cancel: async () => void (await iterator.return?.()),
  });
}

/**
 * All bytes of a stream.
 *
 * @throws TypeError for a chunk that is no Uint8Array; whatever the stream failed with
 */
export async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!(value instanceof Uint8Array)) throw new TypeError("a chunk is no Uint8Array");
    chunks.push(value);
    length += value.length;
  }
  // By hand: a `Blob` of the same chunks takes longer than reading them.
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
