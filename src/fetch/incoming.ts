import { Body, teeBody } from "./body.ts";
import { type Extracted, extract } from "./extract.ts";
import { Headers } from "./headers.ts";
import type { Whole } from "./streams.ts";

/** What a request has beside its parts, and what it is unless somebody says otherwise. */
const DEFAULTS = {
  destination: "",
  referrer: "about:client",
  referrerPolicy: "",
  mode: "cors",
  credentials: "same-origin",
  cache: "default",
  redirect: "follow",
  integrity: "",
  keepalive: false,
  isReloadNavigation: false,
  isHistoryNavigation: false,
  duplex: "half",
};
export type Options = Partial<Record<keyof typeof DEFAULTS, unknown>>;

/** What a request is made of. */
export interface Parts {
  readonly url: string;
  readonly method: string;
  /** Called when somebody asks for the headers. */
  readonly headers: () => Headers;
  /** What it is made of, if not extracted already. */
  readonly body?: Extracted | Whole | ReadableStream<Uint8Array> | null | undefined;
  readonly signal?: AbortSignal | null | undefined;
  readonly options?: Options | undefined;
}

/** What a request's own signal follows. */
export let followedBy: (request: Incoming) => AbortSignal | null | undefined;

/**
 * A request, made of parts that are checked already: those of a delivery, or of the public constructor. That one is
 * apart, since few functions make requests.
 *
 * @see https://fetch.spec.whatwg.org/#request-class
 */
export class Incoming extends Body {
  static override readonly name = "Request";
  readonly #parts: Parts;
  #headers: Headers | undefined;
  #signal: AbortSignal | undefined;

  static {
    followedBy = (request) => request.#parts.signal;
    for (const [name, value] of Object.entries(DEFAULTS))
      Object.defineProperty(this.prototype, name, {
        get(this: Incoming) {
          return this.#parts.options?.[name as "mode"] ?? value;
        },
        enumerable: true,
        configurable: true,
      });
  }

  constructor(parts: Parts) {
    super(parts.body == null ? null : extract(parts.body));
    this.#parts = parts;
  }

  get method(): string {
    return this.#parts.method;
  }

  get url(): string {
    return this.#parts.url;
  }

  override get headers(): Headers {
    this.#headers ??= this.#parts.headers();
    return this.#headers;
  }

  /** Follows the one that it was given. */
  get signal(): AbortSignal {
    const { signal } = this.#parts;
    this.#signal ??= AbortSignal.any(signal ? [signal] : []);
    return this.#signal;
  }

  clone(): Incoming {
    const body = teeBody(this);
    const headers = new Headers(this.headers);
    return new Incoming({ ...this.#parts, body, headers: () => headers });
  }

  get [Symbol.toStringTag](): string {
    return "Request";
  }
}
