import { Extracted } from "./extract.ts";
import { INSPECT, tagOf } from "./instance.ts";
import { bytesOf, isDisturbed, readAll, streamFrom, streamOf, textOf, type Whole } from "./streams.ts";

/** A body for another object, which leaves this one readable. Throws TypeError where it has been read. */
export let teeBody: (body: Body) => Extracted | null;
/** A body for another object, which leaves this one read. Throws TypeError where it is already. */
export let moveBody: (body: Body) => Extracted | null;

/** Whether there is one at all. */
export let hasBody: (body: Body) => boolean;

const UNUSABLE = "Body is unusable: it is locked or has been read";

/** What `wire/` asks for: reads a body at once, if it is whole and nobody has read it. */
const WHOLE = Symbol.for("unmoor.whole");

/**
 * The body of a request or response. Text and bytes stay what they are; a stream is made when somebody looks at `body`.
 *
 * @see https://fetch.spec.whatwg.org/#body-mixin
 */
export abstract class Body {
  #source: Whole | object | null = null;
  #stream: ReadableStream<Uint8Array> | undefined;
  /** Read, and no stream was made before. */
  #used = false;

  static {
    teeBody = (body) => {
      body.#check();
      if (body.#source === null) return null;
      if (!body.#stream) return new Extracted(body.#source);
      const [own, other] = body.#stream.tee();
      body.#stream = own;
      return new Extracted(body.#source, null, other);
    };
    moveBody = (body) => {
      body.#check();
      if (body.#source === null) return null;
      if (body.#stream) return new Extracted(body.#source, null, body.#stream.pipeThrough(new TransformStream()));
      body.#used = true;
      return new Extracted(body.#source);
    };
    Object.assign(Body.prototype, {
      [WHOLE](this: Body): Whole | undefined {
        if (this.#used || this.#stream || this.#source instanceof Blob) return undefined;
        return this.#take() as Whole;
      },
      [INSPECT](this: Request & Response): object {
        const { method, url, status, headers, bodyUsed } = this;
        return { ...(method ? { method, url } : { status }), headers, bodyUsed };
      },
    });
    hasBody = (body) => body.#source !== null;
  }

  constructor(body: Extracted | null) {
    if (body) {
      const stream = body.stream as ReadableStream<Uint8Array> | undefined;
      if (stream && (stream.locked || isDisturbed(stream))) throw new TypeError(UNUSABLE);
      this.#source = body.source;
      this.#stream = stream && (tagOf(stream) === "ReadableStream" ? stream : streamFrom(stream));
    }
  }

  abstract get headers(): { get(name: string): string | null };

  #check(): void {
    if (this.bodyUsed || this.#stream?.locked) throw new TypeError(UNUSABLE);
  }

  #take(): Whole | Promise<Uint8Array<ArrayBuffer>> {
    this.#check();
    if (this.#source === null) return "";
    if (this.#stream) return readAll(this.#stream);
    this.#used = true;
    if (this.#source instanceof Blob) return this.#source.bytes() as Promise<Uint8Array<ArrayBuffer>>;
    return this.#source as Whole;
  }

  get body(): ReadableStream<Uint8Array> | null {
    if (this.#source === null || this.#stream) return this.#stream ?? null;
    this.#stream = this.#source instanceof Blob ? this.#source.stream() : streamOf(this.#source as Whole);
    // What was read without it looks as if it had been read through it.
    if (this.#used) void this.#stream.getReader().cancel();
    return this.#stream;
  }

  get bodyUsed(): boolean {
    return this.#stream ? isDisturbed(this.#stream) : this.#used;
  }

  async text(): Promise<string> {
    return textOf(await this.#take());
  }

  async json(): Promise<unknown> {
    return JSON.parse(textOf(await this.#take()));
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return bytesOf(await this.#take());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return bytesOf(await this.#take()).buffer;
  }

  /** Rare, and full of MIME types: the native class does it. */
  async #native(): Promise<globalThis.Response> {
    const type = this.headers.get("content-type");
    return new globalThis.Response(
      bytesOf(await this.#take()),
      type === null ? {} : { headers: { "content-type": type } },
    );
  }

  async blob(): Promise<Blob> {
    return (await this.#native()).blob();
  }

  async formData(): Promise<FormData> {
    return (await this.#native()).formData();
  }
}
