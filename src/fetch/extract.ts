import { tagOf } from "./instance.ts";
import type { Whole } from "./streams.ts";
import { isObject } from "./text.ts";

/** A stream, or an async iterable, which is Node's addition. */
export type Chunks = ReadableStream<Uint8Array> | AsyncIterable<unknown>;

/** A body to be: what it is made of, and what type it says to have. */
export class Extracted {
  /** Text and bytes are whole; of anything but a stream, a stream is made when somebody looks. */
  readonly source: Whole | object;
  readonly type: string | null | undefined;
  /** Where there is no other way than by a stream: it, or what one is made from. */
  readonly stream: Chunks | undefined;

  constructor(source: Whole | object, type?: string | null, stream?: Chunks) {
    this.source = source;
    this.type = type;
    this.stream = stream;
  }
}

/**
 * The body that a `BodyInit` is. Whether it is locked or has been read from is asked later: errors of the other
 * arguments come first.
 *
 * @see https://fetch.spec.whatwg.org/#concept-bodyinit-extract
 */
export function extract(body: unknown): Extracted {
  if (body instanceof Extracted) return body;
  if (isObject(body)) {
    if (body[Symbol.asyncIterator]) return new Extracted(body, null, body as unknown as Chunks);
    if (body instanceof Blob) return new Extracted(body, body.type);
    if (ArrayBuffer.isView(body) || body instanceof ArrayBuffer) {
      const { buffer = body, byteOffset, byteLength } = body as unknown as Uint8Array;
      if (buffer instanceof ArrayBuffer)
        // What is detached has no bytes, and no view can be made of it.
        return new Extracted(byteLength ? new Uint8Array(buffer, byteOffset, byteLength).slice() : "");
    }
    if (tagOf(body) === "FormData" && body instanceof FormData) {
      const { body: stream, headers } = new globalThis.Response(body);
      return new Extracted(body, headers.get("content-type"), stream as ReadableStream<Uint8Array>);
    }
    if (body instanceof URLSearchParams)
      return new Extracted(`${body}`, "application/x-www-form-urlencoded;charset=UTF-8");
  }
  return new Extracted(`${body as string}`.toWellFormed(), "text/plain;charset=UTF-8");
}
